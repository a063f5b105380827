"""A real browser on this machine, for pages that scripts draw and for guards that plain HTTP does not get past."""

from dataclasses import dataclass

from scraping.fetched import FetchedPage, Report, Sentence
from scraping.links import Link
from scraping.policy import ScrapePolicy
from scraping.providers.browser import machine, program
from scraping.providers.provider import joined, lacks_page, may_be_drawn, recorded
from scraping.verdict import check_page


@dataclass(frozen=True, slots=True)
class Browser:
    """Chromium without a window, driven by Playwright. Applies where both are installed."""

    key: str = "browser"

    def applies(self, link: Link, policy: ScrapePolicy, so_far: FetchedPage | None) -> bool:
        """For a page that came incomplete, only while its scripts have not run."""
        if so_far is not None and not lacks_page(so_far) and not may_be_drawn(so_far):
            return False
        return program.is_here(policy.browser) and not machine.is_broken()

    def fetch(self, link: Link, policy: ScrapePolicy, report: Report, so_far: FetchedPage | None) -> FetchedPage:
        report(Sentence("Opening the page of %(host)s in a browser", host=link.host))
        with recorded(self.key, link.url) as record:
            record.response = visit = machine.visit(link.url, policy)
            record.page = page = FetchedPage(
                link.url, visit.document, visit.status, self.key, screenshot=visit.screenshot, is_rendered=True
            )
            check_page(visit.status, visit.headers, visit.document)
        return joined(page, so_far, [record.attempt()])
