"""What is behind a link, by its first bytes, in a sentence; pure."""

import re

from untrusted.kinds import Other, kind_of, other_of

from .shapes import Look, Outcome

# What servers call their pages.
PAGES = ("text/html", "application/xhtml")

_PASSWORD = re.compile(rb"""type\s*=\s*["']?password""", re.IGNORECASE)
# In a trailer alone a reference follows the word; it names how the whole file is encrypted.
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


def recognised(head: bytes, *, declared: str, size: int | None, status: int | None = None) -> Look:
    """What a file is by its first bytes; `declared` is the server's Content-Type."""
    if not head:
        return Look(Outcome.EMPTY, "The file behind this link is empty.", size, status=status)
    if kind := kind_of(head):
        words = f"{kind.words}, {in_words(size)}" if size else kind.words
        return Look(Outcome.GOOD, words, size, kind.words, status)
    other = other_of(head)
    if other is Other.PAGE or declared.lower().startswith(PAGES):
        page = "login page" if _PASSWORD.search(head) else "web page"
        sentence = f"The link answers with a {page}, not a document."
        return Look(Outcome.WEB_PAGE, sentence, size, "web page", status)
    what = Other.TEXT if other is Other.DRAWING else other
    return Look(Outcome.OTHER, f"The link answers with {what}, not a PDF or an image.", size, "", status)


def pdf_trouble(head: bytes, tail: bytes | None) -> tuple[Outcome, str] | None:
    """What is wrong with a PDF as far as its first and last bytes say; `tail` None: they are not known."""
    if _ENCRYPT.search(head) or (tail and _ENCRYPT.search(tail)):
        return Outcome.ENCRYPTED, "This PDF is protected; Atlas may not be able to open it."
    if tail is not None and b"%%EOF" not in tail and b"startxref" not in tail:
        return Outcome.BROKEN, "The end of this PDF is missing; it may be broken."
    return None


def in_words(size: int) -> str:
    """A size in bytes as people say it."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1e3:.0f} kB" if size < 999_500 else f"{size / 1e6:.1f} MB"
