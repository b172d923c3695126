"""The ends of signed links, in the forms in which those who sign write them."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifications.text import expires_at, understand

END = datetime(2025, 11, 24, 12, 18, tzinfo=UTC)
UNIX = int(END.timestamp())
FILE = "https://docs.example/cdl/47/gst-certificate.pdf"


def cloudfront(policy):
    text = policy if isinstance(policy, str) else json.dumps(policy, separators=(",", ":"))
    odd = base64.b64encode(text.encode()).decode().translate(str.maketrans("+=/", "-_~"))
    return (
        f"https://d111111abcdef8.cloudfront.net/a.pdf?Policy={odd}&Signature=nitfHRCrtziwO2~&Key-Pair-Id=K2JC"
    )


def token(claims):
    """A token as of JWT, whose signature nobody looks at."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256"}, claims)]
    parts = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return f"{'.'.join(parts)}.c2lnbmF0dXJl"


def custom(end):
    condition = {"DateLessThan": {"AWS:EpochTime": end}, "IpAddress": {"AWS:SourceIp": "203.0.113.0/24"}}
    return {"Statement": [{"Resource": "https://*/a.pdf?>>>???", "Condition": condition}]}


SIGNED = {
    "aws v4": "https://lender-docs.s3.ap-south-1.amazonaws.com/47/gst.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20251124%2Fap-south-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20251124T091800Z&X-Amz-Expires=10800&X-Amz-SignedHeaders=host&X-Amz-Signature=09de%2B",
    "aws v4, small letters": f"{FILE}?x-amz-date=20251124t091800z&x-amz-expires=10800&x-amz-signature=0",
    "aws v2": "https://lender-docs.s3.amazonaws.com/gst.pdf?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE"
    f"&Expires={UNIX}&Signature=vjbyPxybdZaNmGa%2ByT272YEAiv4%3D",
    "aws v2, another order": f"{FILE}?signature=vj&EXPIRES={UNIX}&awsaccesskeyid=AKIA",
    "google v4": "https://storage.googleapis.com/lender/gst.pdf?X-Goog-Algorithm=GOOG4-RSA-SHA256"
    "&X-Goog-Credential=portal%40lender.iam.gserviceaccount.com%2F20251124%2Fauto%2Fstorage%2Fgoog4_request"
    "&X-Goog-Date=20251124T121300Z&X-Goog-Expires=300&X-Goog-SignedHeaders=host&X-Goog-Signature=2d2a",
    "google v2": "https://storage.googleapis.com/lender/gst.pdf?GoogleAccessId=portal@lender.iam"
    f".gserviceaccount.com&Expires={UNIX}&Signature=ny7%2F",
    "azure": "https://lender.blob.core.windows.net/docs/gst.pdf?sv=2024-11-04&st=2025-11-24T10:00:00Z"
    "&se=2025-11-24T12%3A18%3A00Z&sr=b&sp=r&sig=Z%2FRHIX5Xcg0Mq2rqI3OlWTjEg2tYkboXr1P9ZUXDtkk%3D",
    "azure without seconds": "https://lender.blob.core.windows.net/docs/a.pdf?se=2025-11-24T12:18Z&sig=a%3D",
    "azure with parts of a second": "https://x.blob.core.windows.net/a?SE=2025-11-24T12:18:00.0000000z&SIG=a",
    "azure with a zone": "https://x.blob.core.windows.net/a?se=2025-11-24T17:48:00+05:30&sig=a",
    "azure, the user's key ends first": "https://x.blob.core.windows.net/a.pdf?se=2025-11-30T00:00:00Z"
    "&skoid=1&ske=2025-11-24T12:18:00Z&sig=a",
    "cloudfront": "https://d111111abcdef8.cloudfront.net/gst.pdf?size=large"
    f"&Expires={UNIX}&Signature=nitfHRCrtziwO2HwPfWw~yYDhUF5EwRunQA-j19DzZr&Key-Pair-Id=K2JCJMDEHXQW5F",
    "cloudfront, a policy": cloudfront(custom(UNIX)),
    "cloudfront, a policy with a text": cloudfront(custom(str(UNIX))),
    "oss v1": "https://lender.oss-ap-south-1.aliyuncs.com/gst.pdf?OSSAccessKeyId=LTAI5tFGHJ"
    f"&Expires={UNIX}&Signature=EyzA%3D",
    "oss v4": "https://lender.oss-ap-south-1.aliyuncs.com/gst.pdf?x-oss-signature-version=OSS4-HMAC-SHA256"
    "&x-oss-credential=LTAI%2F20251124%2Fap-south-1%2Foss%2Faliyun_v4_request&x-oss-date=20251124T111800Z"
    "&x-oss-expires=3600&x-oss-signature=77dbf",
    "cloud cdn": f"{FILE}?Expires={UNIX}&KeyName=my-key&Signature=8NBSdQGzvDftrOIa3WHpp646Iis=",
    "cloudfront in milliseconds": f"https://d1.cloudfront.net/a.pdf?Expires={UNIX}000&Signature=ab~_-"
    "&Key-Pair-Id=K1",
    "cos": "https://b-125.cos.ap-mumbai.myqcloud.com/a.pdf?q-sign-algorithm=sha1&q-ak=AK"
    f"&q-sign-time={UNIX - 600};{UNIX}&q-key-time={UNIX - 600};{UNIX}&q-signature=ab",
    "cos, encoded": f"https://b.cos.myqcloud.com/a?q-sign-time={UNIX - 600}%3B{UNIX}&q-signature=ab",
    "akamai": f"{FILE}?hdnea=st={UNIX - 600}~exp={UNIX}~acl=/*~hmac=ab",
    "akamai, another name": f"{FILE}?__token__=exp={UNIX}~acl=%2f*~hmac=ab12",
    "supabase": "https://x.supabase.co/storage/v1/object/sign/docs/a.pdf?token="
    + token({"url": "docs/a.pdf", "iat": UNIX - 60, "exp": UNIX}),
    "bunny": f"https://lender.b-cdn.net/a.pdf?token=HTzO9rT4&expires={UNIX}",
    "nginx": f"{FILE}?md5=_e4Nc3iduzkWRm01TBBNYw&expires={UNIX}",
    "huawei": "https://b.obs.ap-southeast-3.myhuaweicloud.com/a.pdf?AccessKeyId=AK"
    f"&Expires={UNIX}&Signature=a",
    "volcano": f"{FILE}?X-Tos-Date=20251124T111800Z&X-Tos-Expires=3600&X-Tos-Signature=ab",
    "a fraction of a second": f"{FILE}?exp={UNIX}.25&sig=ab",
    "the portal's own": f"https://portal.example/d/5b1c/gst.pdf?e={UNIX}&s=Zm9v",
    "several: the first end counts": f"{FILE}?X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&Expires={UNIX}"
    "&Signature=a&AWSAccessKeyId=b",
}

UNREADABLE = [
    "",
    "attached:0b8f4b4e-0000-4000-8000-000000000000/a.pdf",
    FILE,
    f"{FILE}?",
    f"{FILE}?Expires={UNIX}",
    f"{FILE}?Expires={UNIX}&rank=a",
    f"{FILE}?Expires=17&KeyName=k&Signature=a",
    f"{FILE}?exp={UNIX}0&sig=a",
    f"{FILE}?exp=2025-11-24&sig=a",
    f"{FILE}?hdnea=exp={UNIX}~acl=/*",
    f"{FILE}?q-sign-time={UNIX}&q-signature=a",
    f"{FILE}?q-sign-time={UNIX - 600};{UNIX}",
    f"{FILE}?token={token({'iat': UNIX})}",
    f"{FILE}?token={token({'exp': True})}",
    f"{FILE}?token={token(['exp'])}",
    f"{FILE}?token=ey.ey.ey&next=eyJ",
    f"{FILE}?e={UNIX}",
    "https://portal.example/d/a?e=17",
    f"https://docs.example/report?se=2025-11-24T12:18:00Z&rank={UNIX}",
    f"{FILE}?X-Amz-Expires=86400&X-Amz-Signature=09de",
    f"{FILE}?X-Amz-Date=20251124T091800Z",
    f"{FILE}?X-Amz-Date=20251399T091800Z&X-Amz-Expires=60",
    f"{FILE}?X-Amz-Date=20251124T091800Z&X-Amz-Expires=-60",
    f"{FILE}?X-Amz-Date=20251124T091800Z&X-Amz-Expires=1e9",
    f"{FILE}?X-Amz-Date=20251124T091800Z&X-Amz-Expires=999999999999",
    f"{FILE}?X-Amz-Date=99991231T235959Z&X-Amz-Expires=60",
    f"{FILE}?AWSAccessKeyId=A&Signature=b&Expires=999999999999",
    f"{FILE}?AWSAccessKeyId=A&Signature=b&Expires={'9' * 5000}",
    f"{FILE}?AWSAccessKeyId=A&Signature=b&Expires=١٧٦٣٩٨٦٦٨٠",
    f"{FILE}?AWSAccessKeyId=A&Signature=b&Expires=tomorrow",
    "https://x.blob.core.windows.net/a?sig=a&se=",
    "https://x.blob.core.windows.net/a?sig=a&se=soon",
    "https://x.blob.core.windows.net/a?sig=a&se=0001-01-01T00:00:00%2B23:59",
    "https://x.blob.core.windows.net/a?sig=a&se=12025-11-24T12:18:00Z",
    "https://[docs.example/a?Expires=1&Signature=2&OSSAccessKeyId=3",
    "https://d1.cloudfront.net/a?Policy=%FF%FE&Signature=a&Key-Pair-Id=b",
    f"https://d1.cloudfront.net/a?Policy={base64.b64encode(b'{}').decode()}",
    *map(cloudfront, ("", "no JSON", "[]", "null", "[" * 100_000, {"Statement": {}}, {"Statement": [1]})),
    *(cloudfront(custom(end)) for end in (None, [], "soon", -1, 1.5, True, 10**40, float("nan"))),
]


@pytest.mark.parametrize("link", SIGNED.values(), ids=SIGNED)
def test_the_end_of_a_signed_link_is_read(link):
    assert expires_at(link) == END


def test_a_day_of_azure_begins_at_midnight():
    link = "https://x.blob.core.windows.net/a.pdf?se=2025-11-24&sig=a"
    assert expires_at(link) == datetime(2025, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize("link", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_cannot_be_read_has_no_end(link):
    assert expires_at(link) is None


def test_a_fragment_is_not_part_of_what_is_signed():
    link = f"{FILE}#?X-Amz-Date=20251124T091800Z&X-Amz-Expires=10800"
    assert expires_at(link) is None


NAMES = [
    "token",
    "exp",
    "hdnea",
    "q-sign-time",
    "q-signature",
    "X-Amz-Date",
    "X-Amz-Expires",
    "Expires",
    "Signature",
    "AWSAccessKeyId",
    "se",
    "sig",
    "Policy",
    "e",
]
VALUES = st.text(max_size=30) | st.integers().map(str) | st.dates().map(str)


@given(st.lists(st.tuples(st.sampled_from(NAMES), VALUES)), st.text(max_size=20))
def test_nothing_that_can_be_pasted_raises(pairs, host):
    query = "&".join(f"{name}={value}" for name, value in pairs)
    end = expires_at(f"https://{host}/d/a?{query}")
    assert end is None or end.tzinfo is not None


def test_a_row_knows_the_end_of_its_link():
    text = f"1\t{SIGNED['aws v4']}\n2\t{FILE}"
    assert [row.expires_at for row in understand(text).rows] == [END, None]
