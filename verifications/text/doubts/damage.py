"""Links that were damaged on their way, and what they were before; pure, and never raises.

A link that was copied out of HTML has `&amp;` for `&`, one out of JSON `\\u0026` or `\\/`, one out of a
script `\\x26`, one out of a command `\\&`, and one out of the source of a mail `=3D` for `=` (RFC 2045,
section 6.7). The server that signed it would not know it again.
"""

import re
from html import unescape

from verifications.text.rows import HIDDEN, URL_LENGTH

# With the semicolon, as `&copy=1` is a parameter; without it only before a parameter that cannot be another.
_ENTITY = re.compile(
    r"&(?:[a-z][a-z0-9]{1,24}|#[0-9]{1,6}|#x[0-9a-f]{1,5});|&amp(?=x-(?:amz|goog|oss)-)", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\(?:(?:u00|x)([2-7][0-9a-f])|u\{0*([2-7][0-9a-f])\}|([&?=%_#~+/]))", re.IGNORECASE)
_MAIL_CODE = re.compile(r"=([0-9A-F]{2})")
# More than one program may have written it anew.
_TIMES = 3
# What is longer was no link before either; a paste of megabytes may stand without a space.
_LONGEST = 3 * URL_LENGTH
SPACES = "Spaces in the link", "A link has no spaces; where one is meant stands %20"
# What shows that a text was cut where it was too long to be shown.
CUT = re.compile(r"…|%E2%80%A6|\.{3,}(?=[/?#&]|\Z)", re.IGNORECASE)

# What nobody sees, in the form that links have signs in; what joins letters of Indian scripts may be meant.
_UNSEEN = re.compile(r"%(?:[01][0-9A-F]|7F|C2%AD|E2%80%8[BEF]|EF%BB%BF)", re.IGNORECASE)
LOST = re.compile(r"\ufffd|%EF%BF%BD", re.IGNORECASE)
# What stood around a link, or ended the sentence.
_AROUND = frozenset("\"'`<>\u2018\u2019\u201c\u201d\u00bb.,")
_CODES_AROUND = frozenset(("%20", "%22", "%3C", "%3E", "%C2%A0"))
_BRACKETS = {")": "(", "]": "["}
_BEGINS_TWICE = re.compile(r"https?://(?=(https?):?//[^/])", re.IGNORECASE)
_BACKSLASH = re.compile(r"https?://[^/?#\\]*\\", re.IGNORECASE)
_SECOND = re.compile(r"(?<=[\w.;,|)\]])https?://", re.IGNORECASE)
_TO_FILL_IN = re.compile(r"\$?\{{1,2} ?[a-z_.]+ ?\}{1,2}|<[a-z_.-]+>|%7B%7B[a-z_.]+%7D%7D", re.IGNORECASE)
_ENCODED_TWICE = re.compile(r"[?&]x-(?:amz|goog|oss)-credential=[^?&]*(%252F)", re.IGNORECASE)
_STAMPED = re.compile(
    r"x-(amz|goog)-(?:algorithm|credential|date|expires|signedheaders|signature)=", re.IGNORECASE
)
_STAMPS = ("x-amz-", "x-goog-", "x-oss-")
_TWICE = ("https://http", "http://http")

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


def may_be_damaged(url: str) -> bool:
    """Whether a link without an odd character needs a closer look; of thousands at once, so by no pattern."""
    low = url.lower()
    if "=3d" in low or "..." in low or "?s" in low or "&s" in low or low.startswith(_TWICE):
        return True
    for stamp in _STAMPS:
        if stamp in low:
            # Each begins a parameter, and the signature is among them.
            if low.count(stamp) != low.count(f"?{stamp}") + low.count(f"&{stamp}"):
                return True
            if f"{stamp}date=" in low and f"{stamp}signature=" not in low:
                return True
    return False


def undamaged(url: str) -> str:
    """The link as it was before; empty where nothing shows that it was damaged."""
    if len(url) > _LONGEST:
        return ""
    mended = url
    for _ in range(_TIMES):
        mended = _without_entities(_without_escapes(mended))
    mended = _without_mail_codes(mended)
    if _BACKSLASH.match(mended):
        mended = mended.replace("\\", "/")
    if _ENCODED_TWICE.search(mended):
        mended = mended.replace("%25", "%")
    if found := _BEGINS_TWICE.match(mended):
        mended = f"{found[1]}://{mended[found.end() :].partition('//')[2]}"
    mended = _without_what_is_around(_UNSEEN.sub("", mended))
    mended = HIDDEN.sub("", mended).replace(" ", "%20")
    return mended if mended != url else ""


def what_is_wrong(url: str) -> str:
    """How a damaged link shows it, as in “this link has “&amp;” where “&” belongs”; empty for others."""
    if len(url) > _LONGEST:
        return ""
    for mark, pattern, right in (("&", _ENTITY, unescape), ("\\", _ESCAPE, _unescaped)):
        if mark in url and (found := pattern.search(url)) and (sign := right(found[0])) != found[0]:
            return f"This link has “{found[0]}” where “{sign}” belongs"
    if _BACKSLASH.match(url):
        return "This link has “\\” where “/” belongs"
    if _without_mail_codes(url) != url:
        return "This link has “=3D” where “=” belongs"
    if found := _ENCODED_TWICE.search(url):
        return f"This link has “{found[1]}” where “%2F” belongs"
    if _BEGINS_TWICE.match(url):
        return "This link begins twice"
    if found := _UNSEEN.search(url):
        return f"This link has “{found[0]}” in it, which is nothing that can be seen"
    if (inner := _without_what_is_around(url)) != url:
        return f"This link ends with “{url[len(inner) :]}”, which seems to be no part of it"
    return _what_cannot_be_mended(url)


def _what_cannot_be_mended(url: str) -> str:
    if found := LOST.search(url):
        return f"This link has “{found[0]}” where a character was lost. Copy it anew"
    if _SECOND.search(url, 8):
        return "Another link begins inside this one. Give each a row of its own"
    if found := _TO_FILL_IN.search(url):
        return f"This link has “{found[0]}” in it, where something was to be filled in"
    if missing := _missing(url):
        return f"This link is signed, and its “{missing}” is missing or damaged. Copy it anew"
    return ""


def _missing(url: str) -> str:
    """The parameter of a signature that was cut off or grew into another; empty where none was."""
    query = url.partition("#")[0].partition("?")[2].lower()
    names = {pair.partition("=")[0] for pair in query.split("&")}
    if found := _STAMPED.search(url):
        service, text = found[1].title(), url.lower()
        for part in ("Date", "Expires", "Signature"):
            name = f"x-{found[1].lower()}-{part.lower()}"
            # Some sign with fewer: what counts is that it stands there, or that all before it does.
            is_cut = part == "Signature" and f"x-{found[1].lower()}-date" in names
            if name not in names and (is_cut or f"{name}=" in text):
                return f"X-{service}-{part}"
        return ""
    return "sig" if {"sv", "se", "sp"} <= names and "sig" not in names else ""


def _without_what_is_around(url: str) -> str:
    end = len(url)
    unopened = {closing: url.count(closing) - url.count(opening) for closing, opening in _BRACKETS.items()}
    while end:
        last = url[end - 1]
        if last in _AROUND or unopened.get(last, 0) > 0:
            unopened[last] = unopened.get(last, 0) - 1
            end -= 1
        elif size := next((size for size in (3, 6) if url[end - size : end].upper() in _CODES_AROUND), 0):
            end -= size
        else:
            break
    return url[:end]


def _without_entities(url: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]), url) if "&" in url else url


def _without_escapes(url: str) -> str:
    if "\\" not in url:
        return url
    return _ESCAPE.sub(lambda found: _unescaped(found[0]), url)


def _unescaped(escape: str) -> str:
    digits, wide, sign = _ESCAPE.sub(r"\1 \2 \3", escape).split(" ")
    return sign or chr(int(digits or wide, 16))


def _without_mail_codes(url: str) -> str:
    if "=3D" not in url:
        return url
    head, mark, query = url.partition("?")
    signs, codes = query.count("="), _MAIL_CODE.findall(query)
    # In a mail's source no `=` stands by itself; a value may well begin with 3D, but hardly each of them.
    if not signs or len(codes) != signs or codes[0] != "3D" or query.endswith("=3D"):
        return url
    return f"{head}{mark}{_MAIL_CODE.sub(lambda found: chr(int(found[1], 16)), query)}"
