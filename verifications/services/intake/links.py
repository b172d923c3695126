"""What may be shown, searched and compared of a link; the link itself is never changed."""

from urllib.parse import unquote, urlsplit

from atlas_portal.encryption import fingerprint

FILE_NAME_LENGTH = 300


def file_name(url: str) -> str:
    """The name to show for a URL: the last part of its path without control characters."""
    try:
        parts = urlsplit(url)
        name = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or parts.netloc.rsplit("@", 1)[-1]
    except ValueError:
        name = ""
    return "".join(char for char in name if char.isprintable())[:FILE_NAME_LENGTH] or "no name"


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


def link_fingerprint(url: str) -> str:
    """A keyed hash by which the same link is found again, whatever its signature."""
    return fingerprint("link", without_query(url))
