"""Ask the shop for the page, as a browser would."""

from dataclasses import dataclass

from scraping.errors import PageUnchanged, ScrapeError
from scraping.fetched import Document, FetchedPage, Known, Report, Sentence, digest
from scraping.links import Link
from scraping.net import client
from scraping.policy import ScrapePolicy
from scraping.providers.provider import joined, lacks_page, recorded
from scraping.verdict import check_page

OK, NOT_MODIFIED = 200, 304
HEADER_LIMIT = 200  # characters; a longer one is cut, matches nothing, and costs no more than a page


@dataclass(frozen=True, slots=True)
class Direct:
    """Plain HTTP. Gets every page that needs neither scripts nor persuasion. With ``known`` only one that changed."""

    key: str = "direct"
    known: Known | None = None

    def applies(self, link: Link, policy: ScrapePolicy, so_far: FetchedPage | None) -> bool:
        return lacks_page(so_far)

    def fetch(self, link: Link, policy: ScrapePolicy, report: Report, so_far: FetchedPage | None) -> FetchedPage:
        report(Sentence("Asking %(host)s for the page", host=link.host))
        conditions = self.known.conditions() if self.known else {}
        with recorded(self.key, link.url) as record:
            record.response = response = client.get(link.url, policy, headers=conditions)
            is_same = bool(conditions) and response.status == NOT_MODIFIED
            if not is_same:
                record.page = _page(link, response, self.key)
                check_page(response.status, response.headers, record.page.document)
        if self.known and _is_unchanged(self.known, response, policy):
            unchanged = PageUnchanged(status_code=response.status)
            unchanged.attempts = [record.attempt()]
            raise unchanged
        if record.page is None:  # the platform's own data is not as it was, and is read together with the page
            return Direct().fetch(link, policy, report, so_far)
        return joined(record.page, so_far, [record.attempt()])


def _is_unchanged(known: Known, response: client.Response, policy: ScrapePolicy) -> bool:
    """Whether the page, and what its platform said beside it, is what it was."""
    is_same = response.status == NOT_MODIFIED or digest(response.body) == known.digest
    if response.url != known.url or not is_same:
        return False
    return all(digest(_extra(url, policy)) == before for url, before in known.extras.items())


def _extra(url: str, policy: ScrapePolicy) -> bytes:
    """The platform's answer; empty when there is none now, which is unlike the one that was."""
    try:
        answer = client.get(url, policy, expect="json")
    except ScrapeError:
        return b""
    return answer.body if answer.status == OK else b""


def _page(link: Link, response: client.Response, provider: str) -> FetchedPage:
    document = Document(url=response.url, content_type=response.content_type, body=response.body)
    return FetchedPage(
        link=link.url,
        document=document,
        status_code=response.status,
        provider=provider,
        etag=response.headers.get("ETag", "")[:HEADER_LIMIT],
        last_modified=response.headers.get("Last-Modified", "")[:HEADER_LIMIT],
    )
