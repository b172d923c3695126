"""Files that are served as they lie here."""

from pathlib import Path

from sandbox.messages import Answer

HERE = Path(__file__).parent


def description(request, sandbox):
    """The API in OpenAPI's words."""
    return Answer(200, (HERE / "openapi.json").read_bytes())
