"""What may be shown, searched and compared of a link; the link itself is never changed."""

import re
from urllib.parse import unquote, urlsplit

from atlas_portal.encryption import fingerprint
from verifications.models import lengths

# What a signature puts into a query, or what only says how the file is handed out.
_SIGNATURE = re.compile(
    r"(x-(amz|goog|oss)-|response-).*|expires|expiry|exp|policy|sig|sign|signature|token|access_token"
    r"|awsaccesskeyid|googleaccessid|ossaccesskeyid|key-pair-id|security-token",
    re.IGNORECASE,
)
# The other parts of an Azure SAS, which are known by its `sig`.
_AZURE = {"sv", "ss", "srt", "sr", "sp", "st", "se", "spr", "sip", "si", "sdd", "ses"}
_AZURE |= {"skoid", "sktid", "skt", "ske", "sks", "skv", "saoid", "suoid", "scid"}


def file_name(url: str) -> str:
    """The name to show for a URL: the last part of its path without control characters."""
    try:
        parts = urlsplit(url)
        name = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or parts.netloc.rsplit("@", 1)[-1]
    except ValueError:
        name = ""
    return "".join(char for char in name if char.isprintable())[: lengths.FILE_NAME] or "no name"


def without_query(url: str) -> str:
    """The URL as it may be shown and searched: without user name, query and fragment.

    Empty for what is no URL.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rsplit('@', 1)[-1]}{parts.path}"


def link_columns(url: str) -> dict[str, str]:
    """What a document keeps of its link: the link itself, and what may be shown and searched of it."""
    return {
        "file_url": url,
        "url_without_query": without_query(url),
        "file_name": file_name(url),
        "url_fingerprint": link_fingerprint(url),
    }


def same_address(one: str, other: str) -> bool:
    """Whether two links are the same but for how programs write signs, and for a slash at the end."""
    return unquote(one).rstrip("/") == unquote(other).rstrip("/")


def same_link(url: str) -> str:
    """What two links to the same thing share: all but user name, fragment and signature.

    Empty for what is no URL.
    """
    shown = without_query(url)
    _, mark, query = url.partition("#")[0].partition("?")
    if not (shown and mark):
        return shown
    # The pairs stay as they are written: decoded and encoded anew, one link would be several.
    pairs = [(unquote(pair.partition("=")[0]).lower(), pair) for pair in query.split("&") if pair]
    azure = _AZURE if any(name == "sig" for name, _ in pairs) else ()
    kept = [pair for name, pair in pairs if name not in azure and not _SIGNATURE.fullmatch(name)]
    return f"{shown}?{'&'.join(kept)}" if kept else shown


def link_fingerprint(url: str) -> str:
    """A keyed hash by which the same link is found again, whatever its signature."""
    return fingerprint("link", same_link(url))
