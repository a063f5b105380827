"""Ask the shop for the page, as a browser would."""

from dataclasses import dataclass

from scraping.fetched import Document, FetchedPage, Report
from scraping.links import Link
from scraping.net import client
from scraping.policy import ScrapePolicy
from scraping.providers.provider import joined, lacks_page, recorded
from scraping.verdict import check_page


@dataclass(frozen=True, slots=True)
class Direct:
    """Plain HTTP. Gets every page that needs neither scripts nor persuasion."""

    key: str = "direct"

    def applies(self, link: Link, policy: ScrapePolicy, so_far: FetchedPage | None) -> bool:
        return lacks_page(so_far)

    def fetch(self, link: Link, policy: ScrapePolicy, report: Report, so_far: FetchedPage | None) -> FetchedPage:
        report(f"Asking {link.host} for the page")
        with recorded(self.key, link.url) as record:
            record.response = client.get(link.url, policy)
            record.page = page = _page(link, record.response, self.key)
            check_page(page.status_code, record.response.headers, page.document)
        return joined(page, so_far, [record.attempt()])


def _page(link: Link, response: client.Response, provider: str) -> FetchedPage:
    document = Document(url=response.url, content_type=response.content_type, body=response.body)
    return FetchedPage(link=link.url, document=document, status_code=response.status, provider=provider)
