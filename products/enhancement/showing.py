"""What pages show of texts: the section on a product's page; each field with source, proposal and differences."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs import service as jobs
from jobs.models import Run
from jobs.progress import Progress, progress_of
from products.content import FIELDS, LISTS, ProductText
from products.enhancement import differing, service
from products.enhancement.differing import Piece
from products.enhancement.models import Proposal, ProposedField
from products.enhancement.texts import LANGUAGES
from products.factsheet import snapshot_of
from products.guard import Claim, Known
from products.imports import values
from products.markup import lines_of
from products.models import Product
from products.proof import NEVER, key_of, sources_of, text_of, unproven

LABELS: dict[str, str | Promise] = {
    field.name: field.verbose_name for field in ProductText._meta.concrete_fields if field.name in FIELDS
}
HISTORY = 60  # lines
PICTURE_NOTE = _("The page had no text. This was written from the picture, and nothing of it stands in a source.")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A claim that nobody bears out. ``key`` goes through the form; None where it can only be taken out."""

    claim: Claim
    key: str | None

    @classmethod
    def of(cls, claim: Claim) -> "Doubt":
        return cls(claim, None if claim.kind in NEVER else "\x1f".join(key_of(claim)))


@dataclass
class Card:
    """One field in one language: what the source or the text in force says, and what is proposed in its place."""

    product: Product
    language: str
    field: str
    text: ProductText | None
    proposed: ProposedField | None
    known: Known
    typed: str | None = None
    error: str = ""
    doubted: list[Claim] = with_default(default_factory=list)

    @property
    def label(self) -> str | Promise:
        return LABELS[self.field]

    @property
    def anchor(self) -> str:
        return anchor_of(self.language, self.field)

    @property
    def is_long(self) -> bool:
        return self.field in LISTS or self.field in {"description_html", "seo_description"}

    @property
    def is_open(self) -> bool:
        return bool(self.proposed and self.proposed.state == ProposedField.State.OPEN)

    @property
    def standing(self) -> Any:
        """What was accepted; nothing before."""
        return getattr(self.text, self.field) if self.text else None

    @property
    def value(self) -> Any:
        """What is to be decided on, else what stands."""
        return self.proposed.value if self.proposed and self.is_open else self.standing

    @property
    def before(self) -> str:
        """What the text is held against: a proposal against the text in force, that one against what the page says."""
        return text_of(self.field, self.standing) if self.replaces else self.source

    @property
    def replaces(self) -> bool:
        """Something was accepted before, in whose place the proposal would stand."""
        return bool(self.is_open and self.standing)

    @cached_property
    def source(self) -> str:
        """What the page or the merchant says in this field's place."""
        if self.field == "name":
            return str(self.product.name)
        if self.field == "description_html":
            return self._description()
        snapshot = snapshot_of(self.product)
        return "\n".join(map(str, snapshot.get("features") or [])) if self.field == "highlights" else ""

    def _description(self) -> str:
        snapshot = snapshot_of(self.product)
        if own := values.own_values(self.product).get("description"):
            return str(own.value or "")
        html = snapshot.get("description_html")
        return lines_of(html) if html else str(snapshot.get("description") or "")

    @property
    def _is_comparable(self) -> bool:
        """Word by word only within one language: a translation is new throughout."""
        written_in = str(snapshot_of(self.product).get("language") or "")[:2]
        return bool(self.standing) or written_in == self.language

    @property
    def old_pieces(self) -> list[Piece]:
        new = text_of(self.field, self.value)
        return differing.gone(self.before, new) if self.is_open and self._is_comparable else [Piece(self.before)]

    @property
    def pieces(self) -> list[Piece]:
        text = text_of(self.field, self.value)
        claims = self.proposed.claims if self.proposed and self.is_open else []
        traced = [claim for claim in claims if claim["found"]]
        untraced = [doubt.claim.dump() for doubt in self.doubts]
        before = self.before if self.is_open and self._is_comparable else ""
        return differing.new(before, text, [*traced, *untraced])

    @cached_property
    def doubts(self) -> list[Doubt]:
        """What must be confirmed or taken out. Asked of today's facts."""
        confirmed = self.text.confirmed if self.text else []
        return [Doubt.of(claim) for claim in unproven(text_of(self.field, self.value), self.known, confirmed)]

    @property
    def has_claims(self) -> bool:
        """Whether the text says anything that is looked for in the source. Of other words nothing is known."""
        return bool(self.proposed and self.proposed.claims)

    @property
    def asked(self) -> list[Doubt]:
        """The doubts of the form: of what was typed, where something was typed."""
        doubts = [Doubt.of(claim) for claim in self.doubted] if self.typed is not None else self.doubts
        return list({(doubt.claim.kind, doubt.claim.text): doubt for doubt in doubts}.values())

    @property
    def first_key(self) -> str | None:
        """Of the boxes to tick, the first: what the keyboard comes to before the buttons."""
        return next((doubt.key for doubt in self.asked if doubt.key), None)

    @property
    def editable(self) -> str:
        """The value as it is typed: HTML as HTML, a list as lines."""
        if self.typed is not None:
            return self.typed
        return "\n".join(map(str, self.value or [])) if self.field in LISTS else str(self.value or "")

    @property
    def maker(self) -> str:
        """Who wrote it, in words; empty for a person."""
        made = self.proposed.proposal.maker if self.proposed and self.is_open else ""
        made = made or (self.text.made_by.get(self.field, "") if self.text else "")
        return str(ProductText.Maker(made).label) if made in ProductText.Maker.values else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All fields of a product in one language."""

    language: str
    cards: list[Card]

    @property
    def open_count(self) -> int:
        return sum(card.is_open for card in self.cards)


def sheets(product: Product, proposal: Proposal | None) -> list[Sheet]:
    texts = {text.language: text for text in product.texts.all()}
    proposed = {(one.language, one.field): one for one in proposal.fields.all()} if proposal else {}
    for one in proposed.values():
        one.proposal = proposal  # type: ignore[assignment]
    known = Known(sources_of(product))
    return [
        Sheet(
            language,
            [
                card
                for name in FIELDS
                if (card := Card(product, language, name, texts.get(language), proposed.get((language, name)), known))
                and card.value
            ],
        )
        for language in LANGUAGES
    ]


def newest(product: Product) -> Proposal | None:
    return product.proposals.prefetch_related("fields").first()


def anchor_of(language: str, field: str) -> str:
    return f"{language}-{field}"


def next_open(product: Product, language: str, field: str) -> str | None:
    """The anchor of the text that waits next after this one, from the top again after the last. None: none waits."""
    if not (proposal := newest(product)):
        return None
    open_ = {(one.language, one.field) for one in proposal.fields.all() if one.state == ProposedField.State.OPEN}
    order = [(one, name) for one in LANGUAGES for name in FIELDS]
    here = order.index((language, field))
    return next((anchor_of(*key) for key in order[here:] + order[:here] if key in open_), None)


def run_of(product: Product) -> Run | None:
    return jobs.latest_run(service.subject(product.pk), service.FLOW)


@dataclass(frozen=True, slots=True)
class Past:
    """One line of the history: a text that was decided on, or how many of a proposal a newer one has put aside."""

    at: datetime
    maker: str
    field: ProposedField | None = None
    put_aside: int = 0


def history(product: Product) -> list[Past]:
    """The newest first. What was put aside is one line for its proposal: nobody has looked at it text by text."""
    state = ProposedField.State
    decided = ProposedField.objects.filter(proposal__product=product).exclude(state__in=(state.OPEN, state.PUT_ASIDE))
    lines = [
        Past(at=one.decided_at, maker=one.proposal.get_maker_display(), field=one)
        for one in decided.select_related("proposal", "user").order_by("-decided_at", "-pk")[:HISTORY]
        if one.decided_at
    ]
    aside = Q(fields__state=state.PUT_ASIDE)
    proposals = product.proposals.annotate(n=Count("fields", filter=aside), at=Max("fields__decided_at", filter=aside))
    lines += [
        Past(at=one.at, maker=one.get_maker_display(), put_aside=one.n)
        for one in proposals.filter(n__gt=0).order_by("-created_at")[:HISTORY]
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:HISTORY]


@dataclass(frozen=True, slots=True)
class Spent:
    """What models have done for a product."""

    calls: int
    tokens: int
    usd: Decimal | None


def spent_on(product: Product) -> Spent:
    sums = product.ai_calls.aggregate(
        calls=Count("pk"), given=Sum("tokens_given"), written=Sum("tokens_written"), usd=Sum("cost_usd")
    )
    return Spent(sums["calls"], (sums["given"] or 0) + (sums["written"] or 0), sums["usd"])


def from_pictures(products: Iterable[Product]) -> set[UUID]:
    """Those of ``products`` of which a text was written from the picture alone, accepted or waiting. Two questions."""
    ids = [product.pk for product in products]
    texts = ProductText.objects.filter(product__in=ids).values_list("product_id", "made_by")
    waiting = Proposal.objects.filter(product__in=ids, maker=ProductText.Maker.PICTURE, is_open=True)
    accepted = {pk for pk, made_by in texts if ProductText.Maker.PICTURE in made_by.values()}
    return accepted | set(waiting.values_list("product_id", flat=True))


@dataclass(frozen=True, slots=True)
class Section:
    """The texts' place on a product's page."""

    product: Product
    texts: list[ProductText]
    proposal: Proposal | None
    open_fields: int
    doubtful: int
    progress: Progress | None
    error: str

    @property
    def version(self) -> str:
        return f"{self.progress.version if self.progress else ''}-{self.open_fields}-{self.error[:20]}"

    @property
    def is_from_picture(self) -> bool:
        """What waits, or what stands, was written from the picture alone."""
        waits = bool(self.open_fields and self.proposal and self.proposal.maker == ProductText.Maker.PICTURE)
        return waits or any(ProductText.Maker.PICTURE in text.made_by.values() for text in self.texts)

    @property
    def picture_note(self) -> str | Promise:
        return PICTURE_NOTE

    @property
    def is_ai(self) -> bool:
        return bool(settings.AI.writes)

    @property
    def makers(self) -> list[tuple[ProductText, list[str]]]:
        """Each text with the words for who wrote it."""
        return [(text, labels(text.made_by.values())) for text in self.texts]


def labels(makers: Iterable[str]) -> list[str]:
    return [str(ProductText.Maker(one).label) for one in dict.fromkeys(makers) if one in ProductText.Maker.values]


def writing(product: Product) -> tuple[Progress | None, str]:
    """How far the texts that are being written are, None when none are; and why the last could not be, in words."""
    if not (run := run_of(product)):
        return None, ""
    progress = progress_of(run)
    return (progress, "") if progress.is_open else (None, progress.error)


def section(product: Product) -> Section:
    proposal = newest(product)
    fields = [one for one in proposal.fields.all() if one.state == ProposedField.State.OPEN] if proposal else []
    progress, error = writing(product)
    return Section(
        product=product,
        texts=sorted(product.texts.all(), key=lambda text: LANGUAGES.index(text.language)),
        proposal=proposal,
        open_fields=len(fields),
        doubtful=sum(1 for one in fields if one.untraced),
        progress=progress,
        error=error,
    )
