"""Links that lead elsewhere than to the file: wrapped by another service, cut, or to a page about the file.

Services have these forms by what they publish of them, or as their links are seen; where a service hides
the link inside, only its name tells. Pure, and never raises.
"""

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from verifications.text.rows import WEB

_MAIL, _CHAT, _SEARCH, _SITE = "A mail program", "A chat program", "A search page", "A website"


@dataclass(frozen=True)
class Wrapped:
    """Who put a link into another one, and the link inside; either may be unknown, and is empty then."""

    who: str
    inside: str


@dataclass(frozen=True)
class Service:
    """Whose links begin with this host, and lead elsewhere where their path begins so."""

    who: str
    path: re.Pattern[str]


def _services(*rows: tuple[str, str, str]) -> tuple[tuple[re.Pattern[str], Service], ...]:
    return tuple(
        (re.compile(rf"(?:.+\.)?(?:{hosts})"), Service(who, re.compile(path, re.IGNORECASE)))
        for who, hosts, path in rows
    )


_WRAPPERS = _services(
    (_MAIL, r"safelinks\.protection\.outlook\.com|urldefense(?:\.proofpoint)?\.(?:com|us)", ""),
    (_MAIL, r"mimecast(?:protect)?\.com|cudasvc\.com|secure-web\.cisco\.com|protection\.sophos\.com", ""),
    (_MAIL, r"clicktime\.symantec\.com|protect\d?\.fireeye\.com|awstrack\.me|ct\.sendgrid\.net", ""),
    (_MAIL, r"hornetsecurity\.com|url\.avanan\.click|avanan\.url-protection\.com", ""),
    (_MAIL, r"protect\.checkpoint\.com|safelinks\.protection\.office365\.us", ""),
    (_MAIL, r"safelink\.emails\.azure\.net", ""),
    (_MAIL, r"trendmicro\.com", "/wis/"),
    (_MAIL, r"list-manage\.com|mandrillapp\.com", "/track/"),
    (_CHAT, r"statics\.teams\.(?:cdn\.office\.net|microsoft\.com)|slack-redir\.net", ""),
    (_CHAT, r"lm?\.(?:facebook|instagram|messenger)\.com|l\.wl\.co", ""),
    (_CHAT, r"linkedin\.com", "/(?:redir|safety)"),
    (_SEARCH, r"google(?:\.[a-z]{2,3}){1,2}", r"/url\b"),
    (_SEARCH, r"bing\.com|duckduckgo\.com", "/(?:ck/a|l/)"),
    (_SEARCH, r"r\.search\.yahoo\.com", ""),
    (_SITE, r"youtube\.com", "/redirect"),
    (_SITE, r"view\.officeapps\.live\.com", ""),
    (_SITE, r"docs\.google\.com", "/(?:viewer|gview)"),
    (_SITE, r"t\.co|bit\.ly|tinyurl\.com|goo\.gl|is\.gd|ow\.ly|cutt\.ly|rebrand\.ly|lnkd\.in", ""),
    (_SITE, r"shorturl\.at|tiny\.cc|buff\.ly|v\.gd|rb\.gy|t\.ly|s\.id|dub\.sh", ""),
)
_HOST = re.compile(r"https?://(?:[^/?#@]*@)?([^/:?#]+)(?::[0-9]+)?", re.IGNORECASE)
_ANOTHER = re.compile(r"https?(?::|%3A)", re.IGNORECASE)
_SIGNED = re.compile(r"[?&][^=&]*(?:signature|sig|hmac|token|expires)=", re.IGNORECASE)
_LEADING = """
    a adurl continue dest destination destinationurl desturl file goto href l link linkurl next originalurl
    out page q r redir redirect redirecturi redirecturl returnto returnurl src target targeturl to u uddg url
    website
"""
_LEADS = frozenset(_LEADING.split())
_PROOFPOINT_3 = re.compile(r"/v3/__(https?:/.+?)__;([\w-]*)", re.IGNORECASE)
_CHECK_POINT = re.compile(r"/___(https?:.+?)___\.", re.IGNORECASE)
_IN_PATH = re.compile(r"/(https?(?::|%3A)(?:%2F){2}[^/?#]+)", re.IGNORECASE)

_PAGES = _services(
    ("Google Drive", r"drive\.google\.com", "/(?:a/[^/]+/)?(?:file|open|drive|folderview)"),
    ("Google Photos", r"photos\.google\.com|photos\.app\.goo\.gl", ""),
    ("Google Docs", r"docs\.google\.com", "/(?:a/[^/]+/)?(?:document|spreadsheets|presentation|file|forms)/"),
    ("Dropbox", r"dropbox\.com", "/(?:s|sh|scl|t|transfer|home|preview|request)/"),
    ("OneDrive", r"1drv\.ms|onedrive\.live\.com|[\w-]+-my\.sharepoint\.com", ""),
    ("SharePoint", r"sharepoint\.com", ""),
    ("Box", r"box\.com", "/(?:s|file|folder|v)/"),
    ("WeTransfer", r"we\.tl|wetransfer\.com", ""),
    ("iCloud", r"icloud\.com", ""),
    ("Zoho WorkDrive", r"workdrive\.zoho(?:public|external)?\.(?:in|com|eu)", ""),
    ("Mega", r"mega\.(?:nz|io)", ""),
    ("pCloud", r"pcloud\.(?:link|com)", "/publink"),
    ("MediaFire", r"mediafire\.com", "/(?:file|view|folder)"),
    ("Adobe", r"(?:documentcloud|acrobat)\.adobe\.com", "/(?:link|id)/"),
    ("Slack", r"slack\.com", "/files/"),
    ("Teams", r"teams\.microsoft\.com", "/l/file/"),
    ("Gmail", r"mail\.google\.com", ""),
    ("GitHub", r"github\.com", "/[^/]+/[^/]+/blob/"),
    ("Proton Drive", r"drive\.proton\.me", "/urls/"),
    ("Filemail", r"filemail\.com", "/d/"),
    ("Smash", r"fromsmash\.com", ""),
    ("TeraBox", r"(?:1024)?terabox(?:app)?\.com", ""),
)
# What shows that a link of such a host is the file itself; a folder may be called so too.
_FILE_ITSELF = re.compile(
    r"[?&](?:download=1|dl=1|raw=1|raw=true|tempauth=)|//onedrive\.live\.com/download\?"
    r"|/(?:shared/static|_api)/|/download\.aspx",
    re.IGNORECASE,
)
# Google's pages take no notice of such a parameter.
_FILE_OF_GOOGLE = re.compile(r"/export(?:/pdf)?\?", re.IGNORECASE)
_NO_FILE = re.compile(r"(dl=)0(?=&|#|\Z)")


@lru_cache(maxsize=1_000)
def is_known(host: str) -> bool:
    """Whether links of this host may lead elsewhere than they say."""
    host = host.lower().rstrip(".")
    return bool(_wrappers(host) or _pages(host))


def leads_on(url: str) -> bool:
    """Whether a link may be one for `wrapping` and `page_about`, by a look that costs next to nothing."""
    host = _HOST.match(url)
    return "://" in url[8:] or "%3A" in url or "%3a" in url or (host is not None and is_known(host[1]))


def wrapping(url: str) -> Wrapped | None:
    """What a wrapped link has inside; None for a link that leads to where it says."""
    who = _who(url, _wrappers)
    if not who and (not _ANOTHER.search(url, 8) or _SIGNED.search(url)):
        return None
    inside = next(_inside(url, every=bool(who)), "")
    return Wrapped(who, inside) if who or inside else None


def page_about(url: str) -> tuple[str, str] | None:
    """Whose page about a file this is, and the link to the file where it is certain; None for other links."""
    who = _who(url, _pages)
    if not who or (_FILE_OF_GOOGLE if who.startswith("Google") else _FILE_ITSELF).search(url):
        return None
    direct = _NO_FILE.sub(r"\g<1>1", url) if who == "Dropbox" and _NO_FILE.search(url) else ""
    return who, direct


def _who(url: str, services_of: Callable[[str], tuple[Service, ...]]) -> str:
    found = _HOST.match(url)
    if not found:
        return ""
    services = services_of(found[1].lower().rstrip("."))
    return next((service.who for service in services if service.path.match(url, found.end())), "")


# The documents of a case come from few hosts, and a page reads its text again with every key.
@lru_cache(maxsize=1_000)
def _wrappers(host: str) -> tuple[Service, ...]:
    return tuple(service for hosts, service in _WRAPPERS if hosts.fullmatch(host))


@lru_cache(maxsize=1_000)
def _pages(host: str) -> tuple[Service, ...]:
    return tuple(service for hosts, service in _PAGES if hosts.fullmatch(host))


def _inside(url: str, *, every: bool) -> Iterator[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    if third := _PROOFPOINT_3.search(url):
        if inner := _of_proofpoint(third[1], third[2]):
            yield inner
        return
    if found := _CHECK_POINT.search(url):
        yield found[1]
    if WEB.match(parts.query):
        yield parts.query
    for pair in parts.query.split("&"):
        name, _, value = pair.partition("=")
        if not every and re.sub("[_-]", "", name.lower()) not in _LEADS:
            continue
        inner = unquote(value) if not WEB.match(value) else _alone(value)
        if not WEB.match(inner) and every:
            inner = _of_code(name, value, parts.netloc)
        if WEB.match(inner):
            yield inner
    if found := _IN_PATH.search(parts.path):
        yield unquote(found[1])


def _alone(value: str) -> str:
    """A link that stands in another as it is: whose parameters follow cannot be told."""
    return "" if "?" in value else value


def _of_code(name: str, value: str, host: str) -> str:
    """The link that Proofpoint's second form, Bing or Sophos have written in a code of their own."""
    if "urldefense" in host and name == "u":
        return unquote(value.replace("-", "%").replace("_", "/"))
    code = value.removeprefix("a1") if "bing." in host else unquote(value)
    try:
        text = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode()
    except ValueError:
        return ""
    return text if WEB.match(text) and text.isprintable() else ""


def _of_proofpoint(link: str, code: str) -> str:
    # `https:/host` stands for `https://host`, and each star for the next character of the code.
    link = re.sub(r"^(https?:/)(?=[^/])", r"\1/", link, flags=re.IGNORECASE)
    if "**" in link:
        return ""
    try:
        signs = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode()
    except ValueError:
        return ""
    pieces = link.split("*")
    if len(pieces) - 1 != len(signs):
        return ""
    return "".join(piece + sign for piece, sign in zip(pieces, [*signs, ""], strict=True))
