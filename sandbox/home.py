"""The first page for people: what this is, which flows it holds, and its faults."""

import time
from html import escape
from urllib.parse import quote

from sandbox.faults import FAULTS, PATHS
from sandbox.pages import FLOW_WORDS, page, row

SHOWN = 200
HOME = """<h1>Sandbox</h1>
<p>It speaks Atlas's API for whoever wants to try the portal without a contract, train, or test.
What it answers decides nothing about anybody.</p>
<nav><a href="/openapi.json">The API as OpenAPI</a> <a href="/papers/">Specimen papers</a></nav>
<section>
<h2>Flows</h2>
<p>{flows} flows, {files} files.{cut}</p>
{table}
</section>
<section>
<h2>Faults</h2>
<p>An endpoint can be made to fail as Atlas and networks do on bad days. <strong>{switched}</strong></p>
<form method="post" action="/faults">
<label>Endpoint <select name="endpoint">{endpoints}</select></label>
<label>Fault <select name="fault">{faults}</select></label>
<label>Value <input name="value"></label>
<label>Times <input name="times" inputmode="numeric" placeholder="until switched off"></label>
<button>Switch on</button>
</form>
<form method="post" action="/faults/off"><button>All off</button></form>
</section>"""
TABLE = """<table>
<thead><tr><th scope="col">Flow</th><th scope="col">Opened</th><th scope="col">Files</th>
<th scope="col">State</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>"""


def home(request, sandbox):
    """List the latest flows, without anything personal."""
    flows = sandbox.storage.latest_flows(SHOWN)
    counts = sandbox.storage.counts()
    rows = "\n".join(_row(flow, sandbox) for flow in flows)
    content = HOME.format(
        flows=counts["flows"],
        files=counts["files"],
        cut=f" The latest {SHOWN} are shown." if counts["flows"] > SHOWN else "",
        table=TABLE.format(rows=rows) if flows else "",
        switched=_switched(sandbox.switchboard.now()),
        endpoints="".join(f"<option>{name}</option>" for name in PATHS),
        faults="".join(
            f'<option value="{name}">{escape(fault.words)}</option>' for name, fault in FAULTS.items()
        ),
    )
    return page("Flows", content, sandbox)


def _row(flow, sandbox):
    name = flow["flow_uuid"]
    status = sandbox.results.status(flow, time.time())["master_status"]
    return row(
        ("Flow", f'<a href="/flows/{quote(name, safe="")}">{escape(name)}</a>'),
        ("Opened", time.strftime("%d %b %Y, %H:%M", time.localtime(flow["opened_at"]))),
        ("Files", flow["file_count"]),
        ("State", FLOW_WORDS[status]),
    )


def _switched(now):
    parts = [
        f"{endpoint}: {FAULTS[switched.name].words}"
        + (f", {switched.times} more times" if switched.times else "")
        for endpoint, switched in now.items()
    ]
    return escape("; ".join(parts) or "Every endpoint behaves.")
