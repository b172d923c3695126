"""When a signed link ends, as its own parameters say; pure, and never raises.

Read are, in whatever case the names are written:

- AWS v4, S3 and all that speak like it: `X-Amz-Date` and `X-Amz-Expires` in seconds
  (docs.aws.amazon.com, S3 API reference, “Authenticating Requests: Using Query Parameters”).
- AWS v2: `Expires` in seconds since 1970 with `AWSAccessKeyId` and `Signature`
  (S3 user guide, “Signing and authenticating REST requests”).
- CloudFront: `Expires`, or `Policy`, whose base64 has - _ ~ for + = / and whose JSON names `DateLessThan`,
  with `Key-Pair-Id` (CloudFront developer guide, “Create a signed URL using a canned / a custom policy”).
- Google v4: `X-Goog-Date` and `X-Goog-Expires`; v2: `Expires` with `GoogleAccessId`
  (cloud.google.com/storage/docs, “Signed URLs” and “V2 signing process”).
- Azure SAS: `se` with `sig`, a day or a time in ISO 8601 and UTC; `ske`, where a user's key ends earlier
  (learn.microsoft.com, “Create a service SAS” and “Create a user delegation SAS”).
- Alibaba OSS v1: `Expires` with `OSSAccessKeyId`; v4: `x-oss-date` and `x-oss-expires`
  (alibabacloud.com/help/oss, “Include signatures in a URL” and “Signature version 4”).
- Tencent COS: the second of `q-sign-time`, beside `q-signature`
  (cloud.tencent.com, COS, “Request signature”).
- Akamai: `exp` within a token such as `hdnea=st=…~exp=…~acl=…~hmac=…` (techdocs.akamai.com, “Token auth”).
- A signed token (JWT, RFC 7519) as a value, as of Supabase's `token`: its `exp`.
- Whoever else signs with `Expires`, as Cloud CDN (`KeyName`, `Signature`), BunnyCDN (`token`) and nginx's
  `secure_link` (`md5`) do: a moment of our days beside a parameter that is called like a signature.
  Milliseconds are known by their thirteen digits.
- The portal's own `/d/…`: `e` in seconds since 1970.
"""

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote, urlsplit

# Who signed with `Expires` says so with the name of a key beside it, and may mean any number of seconds.
SIGNERS = ("awsaccesskeyid", "googleaccessid", "ossaccesskeyid", "key-pair-id")
STAMPED = ("x-amz-", "x-goog-", "x-oss-", "x-obs-", "x-tos-", "x-bce-")
# How others call the end, and what proves that it is one.
_ENDS = ("expires", "expire", "expiry", "expiration", "exp", "expires_at", "valid_until", "deadline")
_PROVING = """
    auth h hash hmac key keyname mac md5 policy s sig sign signature signed st token verify
"""
_PROOFS = frozenset(_PROVING.split())
_AKAMAI = re.compile(r"(?:\A|~)exp=([0-9]{10})(?=~|\Z)")
_JWT = re.compile(r"[\w-]{2,}\.([\w-]{2,4000})\.[\w-]+")
# From 2001 to 2096, in seconds.
_OUR_DAYS = re.compile(r"(1[0-9]{9}|[23][0-9]{9})(?:[0-9]{3}|\.[0-9]{1,6})?")
_SECONDS = re.compile(r"[0-9]{1,12}")
_STAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")
# Most links are not signed; this keeps them from being taken apart.
_MAYBE = re.compile(
    r"[?&](?:[^=&]*exp|policy|se|e|q-sign-time|valid_until|deadline)[^=&]*=|[?&][^=&]+=ey[\w-]+\.|[=~]exp=",
    re.IGNORECASE,
)
_ODD_BASE64 = str.maketrans("-_~", "+=/")
_UNREADABLE = (ValueError, TypeError, LookupError, OverflowError, OSError, RecursionError)


def expires_at(url: str) -> datetime | None:
    """When the link ends, in UTC; None if it does not say, or not in a way that can be read."""
    if not _MAYBE.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    values: dict[str, str] = {}
    for pair in parts.query.split("&"):
        name, _, value = pair.partition("=")
        # A plus is one here, as in the time zone of a date.
        values.setdefault(unquote(name).lower(), unquote(value))
    return min(_ends(parts.path, values), default=None)


def _ends(path: str, values: dict[str, str]) -> Iterator[datetime]:
    """The ends that the parameters name; of several the first one counts."""
    for read in (_stamped, _signed, _policy, _azure, _cos, _akamai, _token, _own):
        try:
            end = read(path, values)
        except _UNREADABLE:
            continue
        if end is not None:
            yield end


def _stamped(path: str, values: dict[str, str]) -> datetime | None:
    for before in STAMPED:
        stamp, seconds = values.get(f"{before}date", "").upper(), values.get(f"{before}expires", "")
        if _STAMP.fullmatch(stamp) and _SECONDS.fullmatch(seconds):
            return datetime.fromisoformat(stamp) + timedelta(seconds=int(seconds))
    return None


def _signed(path: str, values: dict[str, str]) -> datetime | None:
    ours = next((found for name in _ENDS if (found := _OUR_DAYS.fullmatch(values.get(name, "")))), None)
    if ours and not _PROOFS.isdisjoint(values):
        return _moment(ours[1])
    if "signature" in values and any(name in values for name in SIGNERS):
        return _moment(values.get("expires", ""))
    return None


def _cos(path: str, values: dict[str, str]) -> datetime | None:
    if "q-signature" not in values:
        return None
    return _moment(values.get("q-sign-time", "").partition(";")[2])


def _akamai(path: str, values: dict[str, str]) -> datetime | None:
    ends = [found for value in values.values() if (found := _AKAMAI.search(value)) and "hmac=" in value]
    return min((datetime.fromtimestamp(int(end[1]), UTC) for end in ends), default=None)


def _token(path: str, values: dict[str, str]) -> datetime | None:
    ends = []
    for value in values.values():
        if token := _JWT.fullmatch(value):
            claims = json.loads(base64.urlsafe_b64decode(token[1] + "=" * (-len(token[1]) % 4)))
            if isinstance(claims, dict) and (found := _OUR_DAYS.fullmatch(str(claims.get("exp")))):
                ends.append(datetime.fromtimestamp(int(found[1]), UTC))
    return min(ends, default=None)


def _policy(path: str, values: dict[str, str]) -> datetime | None:
    if "policy" not in values or "key-pair-id" not in values:
        return None
    policy = json.loads(base64.b64decode(values["policy"].translate(_ODD_BASE64)))
    (statement,) = policy["Statement"]
    return _moment(str(statement["Condition"]["DateLessThan"]["AWS:EpochTime"]))


def _azure(path: str, values: dict[str, str]) -> datetime | None:
    if "sig" not in values or "se" not in values:
        return None
    ends = [datetime.fromisoformat(values[name].upper()) for name in ("se", "ske") if values.get(name)]
    return min((end if end.tzinfo else end.replace(tzinfo=UTC)).astimezone(UTC) for end in ends)


def _own(path: str, values: dict[str, str]) -> datetime | None:
    # Ten digits are a time of our days; a shorter number in such a place is something else.
    seconds = values.get("e", "")
    return _moment(seconds) if path.startswith("/d/") and len(seconds) == 10 else None


def _moment(seconds: str) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), UTC) if _SECONDS.fullmatch(seconds) else None
