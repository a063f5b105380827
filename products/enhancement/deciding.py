"""Deciding on proposals: accept, change, reject. The only place that writes a product's texts.

A product's status moves from IMPORTED to ENHANCED when the first of its texts is accepted, by a person or by itself.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from merchants.models import User
from products.content import ProductText
from products.enhancement.errors import Decided, Empty, OpenClaims
from products.enhancement.models import Proposal, ProposedField
from products.enhancement.texts import tidy
from products.guard import Known
from products.models import Product
from products.proof import key_of, sources_of, text_of, unproven
from products.status import LostRace, move

State = ProposedField.State


def lay_before(product: Product, proposal: Proposal, fields: Sequence[ProposedField]) -> Proposal:
    """Write ``proposal``, once for its run. What is still open of an earlier one is put aside."""
    with transaction.atomic():
        if known := Proposal.objects.filter(run_id=proposal.run_id).first():
            return known
        earlier = Proposal.objects.filter(product=product, is_open=True)
        ProposedField.objects.filter(proposal__in=earlier, state=State.OPEN).update(
            state=State.PUT_ASIDE, decided_at=timezone.now()
        )
        earlier.update(is_open=False)
        proposal.is_open = bool(fields)
        proposal.save(force_insert=True)
        for field in fields:
            field.proposal = proposal
        ProposedField.objects.bulk_create(fields)
    return proposal


def accept(
    field: ProposedField,
    *,
    user: User | None,
    value: Any = None,
    confirmed: Iterable[list[str]] = (),
    known: Known | None = None,
) -> None:
    """Keep a proposed text, or ``value`` in its place. ``confirmed``: claims that the person stands for.

    Raises OpenClaims, Empty, and Decided when somebody was faster.
    """
    product = field.proposal.product
    kept = field.value if value is None else tidy(field.field, value)
    state = State.ACCEPTED if kept == field.value else State.EDITED
    with transaction.atomic():
        _decide(field, state, user, kept=kept)
        keep(
            product,
            field.language,
            field.field,
            kept,
            maker=field.proposal.maker,
            confirmed=confirmed,
            known=known or Known(sources_of(product)),
        )
        _move(product)


def keep(
    product: Product,
    language: str,
    field: str,
    value: Any,
    *,
    maker: str,
    known: Known,
    confirmed: Iterable[list[str]] = (),
) -> None:
    """Write one text of a product. Raises OpenClaims when it says what nobody bears out, Empty.

    Of ``confirmed`` only what the text claims is remembered: a person stands for words that stand there.
    """
    if not value:
        raise Empty
    with transaction.atomic():
        ProductText.objects.get_or_create(product=product, language=language)
        text = ProductText.objects.select_for_update().get(product=product, language=language)
        open_keys = [key_of(claim) for claim in unproven(text_of(field, value), known, text.confirmed)]
        stood_for = [*text.confirmed, *(key for key in _each_once(confirmed) if key in open_keys)]
        if claims := unproven(text_of(field, value), known, stood_for):
            raise OpenClaims(claims)
        setattr(text, field, value)
        text.made_by = {**text.made_by, field: maker}
        text.confirmed = stood_for
        text.save(update_fields=[field, "made_by", "confirmed", "updated_at"])


def _each_once(keys: Iterable[list[str]]) -> list[list[str]]:
    return [list(key) for key in dict.fromkeys(map(tuple, keys))]


def reject(field: ProposedField, *, user: User | None) -> None:
    """Raises Decided."""
    with transaction.atomic():
        _decide(field, State.REJECTED, user, kept=None)


def accept_traced(proposal: Proposal, *, user: User | None) -> int:
    """Accept every open text that the source bears out wholly; how many. Texts with an open claim stay open.

    All in one transaction with few statements: a hundred products are accepted at a click.
    """
    try:
        return _accept_traced(proposal, user)
    except IntegrityError:  # somebody else wrote the first text of a language this moment; now it is there to be locked
        return _accept_traced(proposal, user)


def _accept_traced(proposal: Proposal, user: User | None) -> int:
    product = proposal.product
    known = Known(sources_of(product))
    with transaction.atomic():
        open_ = list(proposal.fields.select_for_update().filter(state=State.OPEN))
        texts = {text.language: text for text in product.texts.select_for_update()}
        accepted = []
        for field in open_:
            text = texts.setdefault(field.language, ProductText(product=product, language=field.language))
            if field.value and not unproven(text_of(field.field, field.value), known, text.confirmed):
                setattr(text, field.field, field.value)
                text.made_by = {**text.made_by, field.field: proposal.maker}
                accepted.append(field)
        for language in {field.language for field in accepted}:
            texts[language].save()
        mine = proposal.fields.filter(pk__in=[field.pk for field in accepted])
        mine.update(state=State.ACCEPTED, kept=F("value"), user=user, decided_at=timezone.now())
        if len(accepted) == len(open_):
            Proposal.objects.filter(pk=proposal.pk).update(is_open=False)
        if accepted:
            _move(product)
    return len(accepted)


def reject_all(proposal: Proposal, *, user: User | None) -> int:
    """Reject what is still open; how many texts."""
    with transaction.atomic():
        count = proposal.fields.filter(state=State.OPEN).update(
            state=State.REJECTED, user=user, decided_at=timezone.now()
        )
        Proposal.objects.filter(pk=proposal.pk).update(is_open=False)
    return count


def _decide(field: ProposedField, state: State, user: User | None, *, kept: Any) -> None:
    """Of two at once exactly one decides. Raises Decided."""
    mine = ProposedField.objects.filter(pk=field.pk, state=State.OPEN)
    if not mine.update(state=state, kept=kept, user=user, decided_at=timezone.now()):
        raise Decided
    if not ProposedField.objects.filter(proposal=field.proposal_id, state=State.OPEN).exists():
        Proposal.objects.filter(pk=field.proposal_id).update(is_open=False)


def _move(product: Product) -> None:
    product.refresh_from_db(fields=["status"])
    if product.status == Product.Status.IMPORTED:
        try:
            move(product, Product.Status.ENHANCED)
        except LostRace:  # another text of it was accepted at this moment
            product.refresh_from_db(fields=["status"])
