"""What pages show of listings: the section on a product's page, and the shop's product beside the store's."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jobs import service as jobs
from jobs.models import Run, Status
from jobs.progress import Progress, progress_of
from merchants.models import Merchant
from merchants.stores import opening as stores
from merchants.stores.models import StoreConnection
from merchants.stores.product import StoreText
from products.content import ProductText
from products.models import Product
from products.publishing import differing, listings, reasons, service
from products.publishing.compose import default_category
from products.publishing.models import Listing
from products.publishing.payloads import PublishRequested
from products.publishing.planning import Plan, Planner
from products.publishing.pricing import Priced
from products.publishing.texts import Values, default_text

LANGUAGES = ("ar", "en")
LOOKS = 20  # of all stores together; the newest of each is among them but where somebody asks one all the time


@dataclass(frozen=True, slots=True)
class Shown:
    """One store's place in the Publish section."""

    connection: StoreConnection
    listing: Listing | None
    progress: Progress | None
    look: Run | None = None

    @property
    def is_looking(self) -> bool:
        """Whether the store is being asked what it has."""
        return self.look is not None and self.look.is_open

    @property
    def version(self) -> str:
        """Another one when there is something else to see."""
        return f"{self.status}{self.progress.version if self.progress else ''}{'?' if self.is_looking else ''}"

    @property
    def look_error(self) -> str:
        """Why the last look failed, if there was none since."""
        if self.look is None or self.look.status != Status.FAILED or self.error:
            return ""
        at = self.listing.looked_at if self.listing else None
        is_old = bool(at and self.look.ended_at and self.look.ended_at < at)
        return "" if is_old else str(reasons.sentence(self.look.error_code) or progress_of(self.look).error or "")

    @property
    def differences(self) -> list[reasons.Difference]:
        differs = self.listing.differs if self.listing else []
        return [reasons.difference(told, self.connection.currency) for told in differs]

    @property
    def status(self) -> str:
        return self.listing.status if self.listing else Listing.Status.DRAFT

    @property
    def word(self) -> str:
        return str(Listing.Status(self.status).label)

    @property
    def error(self) -> str:
        return sentence_of(self.listing) if self.listing and not self.is_let_in_again else ""

    @property
    def is_let_in_again(self) -> bool:
        """It failed because the store did not let us in, and now it does."""
        code = self.listing.error_code if self.listing else ""
        return code in reasons.SHUT_OUT and self.connection.status == StoreConnection.Status.CONNECTED

    @property
    def notes(self) -> list[str]:
        return [reasons.note(told) for told in self.listing.notes] if self.listing else []

    @property
    def can_overwrite(self) -> bool:
        """Whether something is otherwise in the store that ours may be sent over."""
        if self.progress or self.next_step or self.status == Listing.Status.DRAFT:
            return False
        notes = self.listing.notes if self.listing else []
        return bool(self.differences) or any(told.get("code") == "kept_from_store" for told in notes)

    @property
    def is_as_sent(self) -> bool:
        """Somebody has looked since it was sent, and found nothing."""
        if self.look is None or self.listing is None or self.progress or self.differences:
            return False
        ended_at, pushed_at = self.look.ended_at, self.listing.pushed_at
        return self.look.status == Status.SUCCEEDED and bool(ended_at and pushed_at and ended_at > pushed_at)

    @property
    def can_be_seen(self) -> bool:
        """Whether its page in the store shows it to buyers, as far as we know."""
        return bool(self.listing) and not (
            self.status in (Listing.Status.DRAFT, Listing.Status.PUSHING) or self.next_step == "again"
        )

    @property
    def next_step(self) -> str:
        """Where the way out is: connect, store, prices, again or nowhere."""
        code = self.listing.error_code if self.listing else ""
        if self.connection.status == StoreConnection.Status.RECONNECT_NEEDED:
            return "connect"
        if code in reasons.LEADS_TO_STORES - reasons.SHUT_OUT:
            return "store"
        if code in reasons.LEADS_TO_PRICES:
            return "prices"
        return "again" if code == reasons.ASKS_AGAIN else ""


def sentence_of(listing: Listing) -> str:
    """Why it failed, in the reader's language; empty when it did not."""
    if not listing.error_code:
        return ""
    run = jobs.latest_run(_subject(listing), service.FLOW)
    told = run and run.error_code == listing.error_code and progress_of(run).error
    return str(reasons.sentence(listing.error_code) or told or listing.error_detail)


def _subject(listing: Listing) -> str:
    return service.subject_of(
        PublishRequested(
            product_id=listing.product_id, connection_id=listing.connection_id, merchant_id=listing.product.merchant_id
        )
    )


def section(product: Product, merchant: Merchant) -> dict[str, Any]:
    """What the Publish section of a product's page shows."""
    known = {listing.connection_id: listing for listing in product.listings.all()}
    connections = service.open_stores(merchant)
    looks = _looks(product, connections)
    shown = [_shown(one, known.get(one.pk), looks.get(one.pk)) for one in connections]
    return {
        "product": product,
        "stores": shown,
        "is_sending": any((one.listing and one.listing.is_pushing) or one.is_looking for one in shown),
        "version": "-".join(one.version for one in shown),
    }


def _looks(product: Product, connections: list[StoreConnection]) -> dict[UUID, Run]:
    """The newest look at ``product`` in each store."""
    subjects = {differing.subject(product.pk, one.pk): one.pk for one in connections}
    runs = Run.objects.filter(flow=differing.FLOW, subject__in=list(subjects)).order_by("-pk")[:LOOKS]
    return {subjects[run.subject]: run for run in reversed(runs)}


def _shown(connection: StoreConnection, listing: Listing | None, look: Run | None) -> Shown:
    run = Run.objects.filter(pk=listing.run_id).first() if listing and listing.is_pushing and listing.run_id else None
    return Shown(connection, listing, progress_of(run) if run else None, look)


@dataclass(frozen=True, slots=True)
class Preview:
    """A product as the shop has it beside what the store is to have."""

    listing: Listing
    plan: Plan
    values: Values

    @property
    def text(self) -> StoreText | None:
        composed = self.plan.composed
        return composed.product.text(self.listing.connection.language or "ar") if composed else None

    @property
    def error(self) -> str:
        return str(reasons.sentence(self.plan.error_code)) if self.plan.error_code else ""

    @property
    def missing(self) -> list[str]:
        return [reasons.note(lack) for lack in self.plan.missing]

    @property
    def notes(self) -> list[str]:
        return [reasons.note(told) for told in self.plan.notes]

    @property
    def is_same(self) -> bool:
        """The store has exactly this already."""
        composed = self.plan.composed
        return bool(composed and self.listing.is_in_store and composed.hash == self.listing.content_hash)

    @property
    def next_step(self) -> str:
        if self.plan.error_code in reasons.LEADS_TO_PRICES:
            return "prices"
        return "stores" if self.plan.error_code in reasons.LEADS_TO_STORES else ""

    @property
    def made_by(self) -> list[str]:
        """Who wrote what is sent in the store's language, in words, where that was no person."""
        language = self.listing.connection.language or "ar"
        text = next((one for one in self.listing.product.texts.all() if one.language == language), None)
        makers = dict.fromkeys(text.made_by.values()) if text else {}
        return [str(ProductText.Maker(maker).label) for maker in makers if maker in ProductText.Maker.values]

    @property
    def variants(self) -> list[tuple[str, Any, Priced | None]]:
        """Name, what is sent, and how its price came about."""
        composed = self.plan.composed
        if composed is None:
            return []
        return [
            (" / ".join(variant.options.values()), variant, composed.variant_prices.get(variant.sku))
            for variant in composed.product.variants
        ]


def preview(product: Product, connection: StoreConnection) -> Preview:
    listing = listings.unsaved(product, connection)
    return Preview(listing, Planner(connection).plan(listing), Values.of(product))


def defaults(listing: Listing) -> dict[str, str]:
    """What empty fields of the form stand for."""
    values = Values.of(listing.product)
    return {
        "sku": listing.sku,
        "brand": str(values.get("brand") or ""),
        "category": default_category(values),
        "quantity": str(values.get("stock_quantity") or ""),
    }


def text_defaults(listing: Listing, language: str) -> dict[str, str]:
    written = next((text for text in listing.product.texts.all() if text.language == language), None)
    text = default_text(Values.of(listing.product), written)
    return {
        "name": text.name,
        "description_html": text.description_html,
        "seo_title": text.seo_title,
        "seo_description": text.seo_description,
    }


def languages_of(connection: StoreConnection) -> list[str]:
    """The store's language first, then the others that we have words for, where it takes several."""
    first = connection.language or LANGUAGES[0]
    others = [language for language in LANGUAGES if language != first]
    return [first, *(others if stores.open_store(connection).capabilities.languages_at_once else [])]
