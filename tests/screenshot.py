"""`make screenshot`: the picture in the README, taken of the running product."""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.processes.running import Portal

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "case.png"
NAMES = ("invoice.jpg", "delivery-order-mismatch.jpg", "pan.jpg", "aadhaar-front.jpg", "gst-certificate.pdf")


def main():
    """Send a case to the sandbox and take a picture of its page once it is ready for review."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        portal = Portal(Path(folder), SANDBOX_SECONDS="1")
        portal.manage("migrate", "--verbosity", "0")
        portal.manage("demo")
        portal.start()
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1360, "height": 900})
            _send(page, portal.url)
            page.wait_for_selector("[data-progress=ready]", timeout=60_000)
            page.screenshot(path=PICTURE)
        finally:
            portal.stop()


def _send(page, url):
    page.goto(f"{url}/login/")
    page.fill("#id_username", "officer")
    page.fill("#id_password", "demo")
    page.press("#id_password", "Enter")
    page.goto(f"{url}/cases/new/")
    page.fill("#id_application_id", "CDL2611240047")
    page.fill("#id_applicant_name", "Deepika Thakur")
    page.select_option("#id_product_type", "POC_CDL")
    lines = (f"{number}\thttps://docs.example/47/{name}" for number, name in enumerate(NAMES, 118225))
    page.fill("#id_documents_text", "\n".join(lines))
    page.click("text=Send to Atlas")


if __name__ == "__main__":
    main()
