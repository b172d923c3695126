"""The clock of links in the browser goes on counting in the words of the server."""

import pytest

from pages import durations

pytestmark = pytest.mark.browser
SPANS = (0.9, 52, 60, 252, 3600, 5_820, 86_399, 97_200, 604_799, 86_400_000)


def test_the_browser_words_a_span_as_the_server_does(open_page):
    page = open_page()
    page.clock.install()
    page.goto("/")
    page.evaluate(
        """spans => spans.forEach(left => {
            const time = document.createElement("time");
            time.dataset.left = left;
            document.querySelector("main").append(time);
        })""",
        SPANS,
    )

    page.clock.run_for(1000)

    shown = page.locator("time[data-left]").all_text_contents()
    assert shown[-len(SPANS) :] == [f"expires in {durations.in_words(span)}" for span in SPANS]
