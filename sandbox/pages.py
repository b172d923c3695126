"""What all pages for people share: the frame that says what this is, and the headers."""

from html import escape

from sandbox.messages import Answer

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">{refresh}
<title>{title} · Sandbox, not Atlas</title>
<link rel="stylesheet" href="/sandbox.css">
</head>
<body>
<p class="notice"><strong>This is a sandbox, not Atlas.</strong> {words}</p>
<main>
{content}
</main>
</body>
</html>
"""
# Atlas's words for a whole flow, in words for people.
FLOW_WORDS = {
    "NOT_STARTED": "Waiting for files",
    "IN_PROGRESS": "In progress",
    "SUCCESS": "Ended",
    "FAILED": "Ended, nothing could be read",
}


def page(title, content, sandbox, status=200, refresh=None):
    """An answer with one page; `refresh`: the seconds after which it asks for itself again."""
    again = f'\n<meta http-equiv="refresh" content="{refresh}">' if refresh else ""
    html = FRAME.format(
        title=escape(title), words=escape(sandbox.results.words), content=content, refresh=again
    )
    return Answer(status, html.encode(), HEADERS)


def row(*cells):
    """A row of a table: cells of a name, which narrow screens show beside it, and HTML."""
    return "<tr>" + "".join(f'<td data-name="{name}">{html}</td>' for name, html in cells) + "</tr>"
