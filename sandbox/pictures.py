"""Pictures of papers whose Aadhaar number is blackened, where `redact_url` points."""

from sandbox.messages import Answer, coded

HEADERS = {
    "Content-Type": "image/jpeg",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
}


def picture(request, sandbox):
    """One picture, for whoever knows its name."""
    jpeg = sandbox.storage.picture(request.path.removeprefix("/redacted/").removesuffix(".jpg"))
    if jpeg is None:
        raise coded(404, "No such picture")
    return Answer(200, jpeg, HEADERS)
