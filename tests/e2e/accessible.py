"""axe-core on a page, at half of its price: brought in once for each document, and told to hand over nothing but what is wrong."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

# Results that are passed are of no interest, and no rule that runs reads the style sheets, which it would fetch once more.
RUN = """
axe.run({resultTypes: ["violations"], preload: {assets: ["media"]}}).then(({violations}) => ({violations}))
"""


def assert_accessible(page: Page) -> None:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(RUN))
    assert found.violations_count == 0, found.generate_report()
