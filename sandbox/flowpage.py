"""The page of one flow: how far each of its files is, and what went wrong; nothing that a paper says."""

import time
from html import escape
from urllib.parse import unquote

from sandbox.pages import FLOW_WORDS, page, row

REFRESH_SECONDS = 3
# A file's state, in words for people.
STATES = {
    "waiting": "Waiting",
    "downloading": "Being fetched",
    "downloaded": "Waiting to be read",
    "reading": "Being read",
    "read": "Read",
    "failed": "Not fetched",
}
FLOW = """<nav><a href="/">All flows</a></nav>
<h1>{name}</h1>
<p class="state">{state}</p>
<dl>
{facts}
</dl>
{table}"""
TABLE = """<table>
<thead><tr><th scope="col">Document</th><th scope="col">State</th><th scope="col">Type</th>
<th scope="col">Pages</th><th scope="col">Seconds</th><th scope="col">What went wrong</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>"""
UNKNOWN = """<nav><a href="/">All flows</a></nav>
<h1>No such flow</h1>
<p>The sandbox holds no flow of this name. Its memory may have been made anew since.</p>"""


def flow_page(request, sandbox):
    """One flow, for whoever looks why it is not further."""
    name = unquote(request.path.removeprefix("/flows/"))
    flow = sandbox.storage.flow(name)
    if flow is None:
        return page("No such flow", UNKNOWN, sandbox, status=404)
    status = sandbox.results.status(flow, time.time())
    files = sandbox.storage.readings(name)
    rows = "\n".join(_row(file, sandbox.settings.invent) for file in files)
    content = FLOW.format(
        name=escape(name),
        state=FLOW_WORDS[status["master_status"]],
        facts="\n".join(
            f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in _facts(flow, status)
        ),
        table=TABLE.format(rows=rows) if files else "",
    )
    refresh = REFRESH_SECONDS if status["master_status"] == "IN_PROGRESS" else None
    return page(name, content, sandbox, refresh=refresh)


def _facts(flow, status):
    yield "Opened", _moment(flow["opened_at"])
    yield "Latest upload", _moment(flow["uploaded_at"])
    yield from ((f"<code>{name}</code>", f"<code>{word}</code>") for name, word in status.items())
    yield "Callback", escape(_callback(flow))


def _callback(flow):
    if not flow["callback_url"]:
        return "None asked for"
    # After the colon stands the error as it came, which may quote the callback's URL.
    outcome = flow["callback_outcome"].partition(":")[0]
    if not outcome:
        return "Once the flow has ended"
    return outcome + (", tried again soon" if flow["callback_open"] else "")


def _row(file, invented):
    return row(
        ("Document", escape(file["document_id"])),
        ("State", "Invented" if invented else STATES.get(file["state"], escape(file["state"]))),
        ("Type", escape(file["document_type"] or file["error_code"]) or "–"),
        ("Pages", file["pages"] or "–"),
        ("Seconds", f"{file['seconds']:.1f}" if file["seconds"] else "–"),
        ("What went wrong", escape(file["problem"]) or "–"),
    )


def _moment(seconds):
    return time.strftime("%d %b %Y, %H:%M:%S", time.localtime(seconds)) if seconds else "–"
