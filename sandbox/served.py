"""Files that are served as they lie here: the description of the API, and the pages' style."""

from pathlib import Path

from sandbox.messages import Answer

HERE = Path(__file__).parent


def description(request, sandbox):
    """The API in OpenAPI's words."""
    return Answer(200, (HERE / "openapi.json").read_bytes())


def style(request, sandbox):
    """How the pages look."""
    return Answer(200, (HERE / "sandbox.css").read_bytes(), {"Content-Type": "text/css; charset=utf-8"})
