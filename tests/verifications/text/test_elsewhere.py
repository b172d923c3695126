"""Links that lead elsewhere: wrapped by another service, or to a page about the file."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifications.text import understand
from verifications.text.doubts.elsewhere import page_about, wrapping

FILE = "https://docs.lender.example/c/inv.pdf?v=1&sig=a/b"
ENCODED = quote(FILE, safe="")
PLAIN = "https://docs.lender.example/c/inv.pdf"
CODE = base64.urlsafe_b64encode(FILE.encode()).decode().rstrip("=")

WRAPPED = {
    f"https://eu1.safelinks.protection.outlook.com/?url={ENCODED}&data=05%7C01&reserved=0": FILE,
    f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp.html?url={ENCODED}": FILE,
    f"https://www.google.com/url?q={ENCODED}&sa=D&source=docs": FILE,
    f"https://www.google.co.in/url?sa=t&url={ENCODED}&usg=AOv": FILE,
    f"https://www.google.com/url?q={PLAIN}&sa=D": PLAIN,
    f"https://duckduckgo.com/l/?uddg={ENCODED}&rut=1": FILE,
    f"https://www.bing.com/ck/a?!&&p=1&u=a1{CODE}&ntb=1": FILE,
    f"https://r.search.yahoo.com/_ylt=A/RV=2/RU={ENCODED}/RK=2": "",
    f"https://linkprotect.cudasvc.com/url?a={ENCODED}&c=E,1,x&typo=1": FILE,
    "https://protect-eu.mimecast.com/s/AbCdEfGh?domain=docs.lender.example": "",
    "https://url.us.m.mimecastprotect.com/s/AbCd": "",
    f"https://secure-web.cisco.com/1abc/{ENCODED}": FILE,
    f"https://eu-west-1.protection.sophos.com/?d=lender.example&u={CODE}&i=1": FILE,
    f"https://clicktime.symantec.com/3abc?u={ENCODED}": FILE,
    f"https://protect2.fireeye.com/v1/url?k=1&q=1&u={ENCODED}": FILE,
    f"https://ddei5.ctp.trendmicro.com/wis/clicktime/v1/query?url={ENCODED}&umid=1": FILE,
    f"https://x.r.us-east-1.awstrack.me/L0/{ENCODED}/1/0100/abc=1": FILE,
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__docs.lender.example_c_inv.pdf-3Fv-3D1&d=Dw": (
        "https://docs.lender.example/c/inv.pdf?v=1"
    ),
    f"https://urldefense.proofpoint.com/v1/url?u={ENCODED}&k=1": FILE,
    "https://urldefense.com/v3/__https://docs.lender.example/c/inv.pdf?v=1*a__;Iw!!AbC!xyz$": (
        "https://docs.lender.example/c/inv.pdf?v=1#a"
    ),
    "https://urldefense.com/v3/__https:/docs.lender.example/c/inv.pdf__;!!AbC!x$": PLAIN,
    "https://urldefense.com/v3/__https://docs.lender.example/**B__;IyM!!A!x$": "",
    "https://urldefense.com/v3/__https://docs.lender.example/*__;!!A!x$": "",
    "https://urldefense.com/v3/__https://docs.lender.example/*__;_w!!A!x$": "",
    f"https://l.facebook.com/l.php?u={ENCODED}&h=AT1": FILE,
    f"https://www.linkedin.com/safety/go?url={ENCODED}": FILE,
    f"https://slack-redir.net/link?url={ENCODED}": FILE,
    f"https://www.youtube.com/redirect?q={ENCODED}": FILE,
    f"https://view.officeapps.live.com/op/view.aspx?src={ENCODED}": FILE,
    f"https://docs.google.com/viewer?url={ENCODED}": FILE,
    "https://bit.ly/3xyz": "",
    "https://www.bing.com/ck/a?u=a1____": "",
}


@pytest.mark.parametrize(("link", "inside"), WRAPPED.items())
def test_a_wrapped_link_is_known_and_opened_where_it_can_be(link, inside):
    (row,) = understand(f"1\t{link}").rows
    assert row.file_url == link
    assert row.mended_url == inside
    assert [note.text.partition(" ")[2] for note in row.notes][0].endswith(
        "wrapped this link; Atlas may not get through it"
    )


def test_a_wrapper_that_nobody_knows_is_asked_about():
    link = f"https://safe.bank.example/check?x=1&target={ENCODED}"
    (row,) = understand(f"1 {link}").rows
    assert [note.text for note in row.notes] == ["This link leads on to another one. Is that the file?"]
    assert row.mended_url == FILE


@pytest.mark.parametrize(
    "link",
    [
        PLAIN,
        FILE,
        f"{PLAIN}?callback={ENCODED}",
        f"{PLAIN}?url={ENCODED}&Signature=ab",
        "https://www.google.com/maps",
        "https://drive.google.com.lender.example/url?q=1",
        "https://www.google.com/url",
        f"https://docs.lender.example/http/{quote('a b')}",
        "https://notbit.ly.example/a",
        "https://[docs.example/?url=http",
        f"https://[docs.example/?url={ENCODED}",
        f"https:///?link={PLAIN}?a=1",
    ],
)
def test_a_link_that_leads_where_it_says_is_left_alone(link):
    found = wrapping(link)
    assert found is None or not found.inside


PAGES = {
    "https://drive.google.com/file/d/1AbC/view?usp=sharing": "Google Drive",
    "https://drive.google.com/open?id=1AbC": "Google Drive",
    "https://docs.google.com/document/d/1AbC/edit": "Google Docs",
    "https://www.dropbox.com/s/abc/inv.pdf?dl=0": "Dropbox",
    "https://www.dropbox.com/scl/fi/abc/inv.pdf?rlkey=x&st=1&dl=0": "Dropbox",
    "https://dropbox.com/s/abc/inv.pdf": "Dropbox",
    "https://1drv.ms/b/s!AbC": "OneDrive",
    "https://onedrive.live.com/?cid=1&id=1": "OneDrive",
    "https://lender-my.sharepoint.com/:b:/g/personal/asha/EAbC?e=1": "OneDrive",
    "https://lender.sharepoint.com/:b:/s/loans/EAbC?e=x1": "SharePoint",
    "https://lender.app.box.com/s/abc": "Box",
    "https://we.tl/t-abc": "WeTransfer",
    "https://www.icloud.com/iclouddrive/0abc": "iCloud",
    "https://workdrive.zoho.in/file/abc": "Zoho WorkDrive",
    "https://mega.nz/file/abc#key": "Mega",
}


@pytest.mark.parametrize(("link", "who"), PAGES.items())
def test_a_page_about_a_file_is_not_the_file(link, who):
    (row,) = understand(f"1\t{link}").rows
    assert [note.text for note in row.notes] == [
        f"This is a page of {who} about the file, and not the file. Atlas needs a link to the file"
    ]
    assert row.mended_url == (link[:-1] + "1" if link.endswith("dl=0") else "")


@pytest.mark.parametrize(
    "link",
    [
        "https://drive.google.com/uc?export=download&id=1AbC",
        "https://docs.google.com/document/d/1AbC/export?format=pdf",
        "https://www.dropbox.com/s/abc/inv.pdf?dl=1",
        "https://dl.dropboxusercontent.com/s/abc/inv.pdf",
        "https://lender.sharepoint.com/:b:/s/loans/EAbC?e=x1&download=1",
        "https://lender.sharepoint.com/_layouts/15/download.aspx?UniqueId=1",
        "https://app.box.com/shared/static/abc.pdf",
        "https://sharepoint.com.lender.example/a.pdf",
    ],
)
def test_the_file_itself_is_no_page_about_it(link):
    assert page_about(link) is None


@given(st.text(max_size=60), st.sampled_from([*WRAPPED, *PAGES]))
def test_no_link_raises(rest, link):
    for url in (link + rest, link[:30] + rest, f"https://{rest}"):
        wrapping(url), page_about(url)
