"""The one page for people: what this is, and which flows it holds."""

import time
from html import escape

from sandbox.faults import FAULTS, PATHS
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
<p>This is a sandbox, not Atlas. {words}</p>
<p>{flows} flows, {files} files.</p>
<table>
<caption>The latest flows</caption>
<thead><tr><th scope="col">Flow</th><th scope="col">Files</th><th scope="col">Progress</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
<h2>Faults</h2>
<p>{switched}</p>
<form method="post" action="/faults">
<label>Endpoint <select name="endpoint">{endpoints}</select></label>
<label>Fault <select name="fault">{faults}</select></label>
<label>Value <input name="value"></label>
<label>Times <input name="times" inputmode="numeric" placeholder="until switched off"></label>
<button>Switch on</button>
</form>
<form method="post" action="/faults/off"><button>All off</button></form>
</body>
</html>
"""
WORDS = {
    "NOT_STARTED": "Waiting for files",
    "IN_PROGRESS": "In progress",
    "SUCCESS": "Ended",
    "FAILED": "Ended, nothing could be read",
}
ROW = "<tr><td>{flow_uuid}</td><td>{files}</td><td>{words}</td></tr>"


def home(request, sandbox):
    """List the flows, without anything personal."""
    now = time.time()
    rows = [
        ROW.format(
            flow_uuid=escape(flow["flow_uuid"]),
            files=flow["file_count"],
            words=WORDS[sandbox.results.status(flow, now)["master_status"]],
        )
        for flow in sandbox.storage.latest_flows(SHOWN)
    ]
    counts = sandbox.storage.counts()
    page = PAGE.format(
        words=sandbox.results.words,
        flows=counts["flows"],
        files=counts["files"],
        rows="\n".join(rows),
        switched=_switched(sandbox.switchboard.now()),
        endpoints="".join(f"<option>{name}</option>" for name in PATHS),
        faults="".join(
            f'<option value="{name}">{escape(fault.words)}</option>' for name, fault in FAULTS.items()
        ),
    )
    return Answer(200, page.encode(), HEADERS)


def _switched(now):
    parts = [
        f"{endpoint}: {FAULTS[switched.name].words}"
        + (f", {switched.times} more times" if switched.times else "")
        for endpoint, switched in now.items()
    ]
    return escape("; ".join(parts) or "Every endpoint behaves.")
