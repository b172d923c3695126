"""How a call to Atlas can fail.

AtlasError
├── Refused      Atlas read it and said no
├── Unreachable  certainly not taken: try later
└── Unconfirmed  may have been taken: never send again without a look
"""


class AtlasError(Exception):
    """Any failure of a call; `str()` is a sentence for people, `status` is None where no answer came."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Refused(AtlasError):
    """Atlas read the request and said no, in its own words (`code`, `message`), at `endpoint`."""

    status: int

    def __init__(self, status: int, code: str, message: str, endpoint: str = "") -> None:
        super().__init__(f"Atlas refused: {message} ({status}).", status)
        self.code = code
        self.message = message
        self.endpoint = endpoint


class Unreachable(AtlasError):
    """Atlas has certainly not taken it; `retry_after` is in seconds, where Atlas named a time."""

    def __init__(self, message: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message, status)
        self.retry_after = retry_after


class Unconfirmed(AtlasError):
    """Atlas may or may not have taken it: the answer was lost or cannot be read."""
