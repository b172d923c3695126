"""What was sent and answered, as a page shows it."""

import json


def pretty(body: str) -> str:
    """JSON on several lines; anything else as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body
