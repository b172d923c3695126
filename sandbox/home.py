"""The one page for people: what this is, and which flows it holds."""

import time
from html import escape

from sandbox import progress
from sandbox.messages import Answer

SHOWN = 200
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Sandbox, not Atlas</title></head>
<body>
<h1>Sandbox</h1>
<p>This is a sandbox, not Atlas. It opens no document; all its results are invented.</p>
<p>{flows} flows, {files} files.</p>
<table>
<caption>The latest flows</caption>
<thead><tr><th scope="col">Flow</th><th scope="col">Files</th><th scope="col">Progress</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""
ROW = "<tr><td>{flow_uuid}</td><td>{files}</td><td>{words}</td></tr>"


def home(request, sandbox):
    """List the flows, without anything personal."""
    now = time.time()
    rows = [
        ROW.format(
            flow_uuid=escape(flow["flow_uuid"]),
            files=flow["file_count"],
            words=_words(progress.share(flow["uploaded_at"], sandbox.settings.seconds, now)),
        )
        for flow in sandbox.storage.latest_flows(SHOWN)
    ]
    counts = sandbox.storage.counts()
    page = PAGE.format(flows=counts["flows"], files=counts["files"], rows="\n".join(rows))
    return Answer(200, page.encode(), HEADERS)


def _words(done):
    if done is None:
        return "Waiting for files"
    return "Ended" if done >= 1 else "In progress"
