"""Links that were damaged on their way, and what they were before; pure, and never raises.

A link that was copied out of HTML has `&amp;` for `&`, one out of JSON `\\u0026` or `\\/`, and one out of the
source of a mail `=3D` for `=` (RFC 2045, section 6.7). The server that signed it would not know it again.
"""

import re
from html import unescape

from verifications.text.rows import HIDDEN

_ENTITY = re.compile(r"&(?:[a-z][a-z0-9]{1,24}|#[0-9]{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u(00[2-7][0-9a-f])", re.IGNORECASE)
_MAIL_CODE = re.compile(r"=([0-9A-F]{2})")
# More than one program may have written it anew.
_TIMES = 3
SPACES = "Spaces in the link", "A link has no spaces; where one is meant stands %20"
# What shows that a text was cut where it was too long to be shown.
CUT = re.compile(r"…|%E2%80%A6|\.{3,}(?=[/?#&]|\Z)", re.IGNORECASE)

_FILE = re.compile(r".*\.(?:pdf|jpe?g|png|tiff?|webp|heic|docx?|xlsx?|zip)(?=[?#]|\Z)", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{1,4}(?:/[0-9]{1,4}){1,2}[.,;]?")


def goes_on(url: str, after: str) -> bool:
    """Whether what stands behind a link and a space is the link's own: a path with spaces in it."""
    words = after.split(None, 12)
    if not words or len(words) > 12 or not after[:1].isspace():
        return False
    if any("://" in word for word in words):
        return False
    # One word alone, without a file's name at its end, may be an id such as INV/2025/7.
    if _FILE.match(words[-1]):
        return len(words) > 1 or not _FILE.match(url)
    return len(words) > 1 and any("/" in word and not _DATE.fullmatch(word) for word in words)


def undamaged(url: str) -> str:
    """The link as it was before; empty where nothing shows that it was damaged."""
    mended = url
    for _ in range(_TIMES):
        mended = _without_entities(_without_escapes(mended))
    mended = _without_mail_codes(mended)
    mended = HIDDEN.sub("", mended).replace(" ", "%20")
    return mended if mended != url else ""


def what_is_wrong(url: str) -> str:
    """How a damaged link shows it, as in “this link has “&amp;” where “&” belongs”; empty for others."""
    for mark, pattern, right in ((";", _ENTITY, unescape), ("\\", _ESCAPE, _unescaped)):
        if mark in url and (found := pattern.search(url)) and (sign := right(found[0])) != found[0]:
            return f"This link has “{found[0]}” where “{sign}” belongs"
    if "\\/" in url:
        return "This link has “\\/” where “/” belongs"
    if _without_mail_codes(url) != url:
        return "This link has “=3D” where “=” belongs"
    return ""


def _without_entities(url: str) -> str:
    # With the semicolon alone: `&copy=1` is a parameter.
    return _ENTITY.sub(lambda found: unescape(found[0]), url) if "&" in url and ";" in url else url


def _without_escapes(url: str) -> str:
    if "\\" not in url:
        return url
    return _ESCAPE.sub(lambda found: _unescaped(found[0]), url).replace("\\/", "/")


def _unescaped(escape: str) -> str:
    return chr(int(escape[2:], 16))


def _without_mail_codes(url: str) -> str:
    if "=3D" not in url:
        return url
    head, mark, query = url.partition("?")
    signs, codes = query.count("="), _MAIL_CODE.findall(query)
    # In a mail's source no `=` stands by itself; a value may well begin with 3D, but hardly each of them.
    if not signs or len(codes) != signs or codes[0] != "3D" or query.endswith("=3D"):
        return url
    return f"{head}{mark}{_MAIL_CODE.sub(lambda found: chr(int(found[1], 16)), query)}"
