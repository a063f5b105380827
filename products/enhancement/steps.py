"""The steps that write a product's texts: facts, picture, Arabic, English, check, proposal. Each may run twice."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from jobs.context import StepContext
from products.ai.client import Asker
from products.content import ProductText
from products.enhancement import asking, deciding, prompts, rules
from products.enhancement.errors import NotThere
from products.enhancement.models import Proposal, ProposedField, WritingSettings
from products.enhancement.payloads import EnhanceRequested
from products.enhancement.texts import ITEMS, LANGUAGES
from products.factsheet import snapshot_of
from products.guard import Known, Source
from products.guard import check as guard
from products.imports import values
from products.models import Product
from products.proof import sources_of, text_of

type Context = StepContext[EnhanceRequested]

Maker = ProductText.Maker
SEEN = "Seen in the picture by AI"


def gather(context: Context) -> dict[str, Any]:
    """Decide who writes: the model, the model that sees, or the rules. Raises NotThere."""
    product = product_of(context)
    maker = Maker.AI if settings.AI.writes else Maker.RULES
    if lacks_text(product) and product.image and settings.AI.sees:
        maker = Maker.PICTURE
    return {"maker": str(maker), "pictures": min(product.images.count(), ITEMS["image_alts"])}


def lacks_text(product: Product) -> bool:
    """The page gave nothing to write about but perhaps a name."""
    snapshot = snapshot_of(product)
    own = values.own_values(product)
    told = ("description", "description_html", "properties", "features")
    return "description" not in own and not any(snapshot.get(name) for name in told)


def look(context: Context) -> dict[str, Any]:
    """Look at the picture, where the page has no text. Raises ScrapeError, AIError."""
    if context.results["gather"]["maker"] != Maker.PICTURE:
        return {}
    product = product_of(context)
    context.update(gettext_noop("Looking at the picture"))
    return asking.look(product.image, Asker.of(context, product.pk))


def write_arabic(context: Context) -> dict[str, Any]:
    return write(context, "ar")


def write_english(context: Context) -> dict[str, Any]:
    return write(context, "en")


def write(context: Context, language: str) -> dict[str, Any]:
    """The texts in one language. Raises AIError, PromptLeaked."""
    product = product_of(context)
    gathered, seen = context.results["gather"], context.results["look"]
    if gathered["maker"] == Maker.RULES or not settings.AI.writes:
        return {"texts": rules.write(facts_of(product, seen, language), language, gathered["pictures"])}
    sources = [*sources_of(product), *_seen(seen, language)]
    asker = Asker.of(context, product.pk)
    return {"texts": asking.write(sources, wishes_of(product), language, gathered["pictures"], asker)}


def _seen(seen: dict[str, str], language: str) -> list[Source]:
    """What the model saw is told to the model that writes. It is no source: nobody has borne it out."""
    return [Source(SEEN, f"{seen[f'name_{language}']}. {seen[f'description_{language}']}")] if seen else []


def facts_of(product: Product, seen: dict[str, str], language: str) -> dict[str, Any]:
    """The values in force with the lists beside them; what was seen stands in for a missing description."""
    snapshot = snapshot_of(product)
    own = {name: value.value for name, value in values.own_values(product).items()}
    facts = values.in_force(snapshot, own)
    facts |= {name: snapshot.get(name) for name in ("properties", "features", "breadcrumbs")}
    if "description" not in own:
        facts["description_html"] = snapshot.get("description_html")
    if seen:
        facts |= {"description": seen[f"description_{language}"], "description_html": ""}
        facts["name"] = facts["name"] if own.get("name") else seen[f"name_{language}"]
    return facts


def check(context: Context) -> dict[str, Any]:
    """Trace what the texts say to the source."""
    known = Known(sources_of(product_of(context)))
    fields = []
    for language, step in zip(LANGUAGES, ("write_arabic", "write_english"), strict=True):
        for field, value in context.results[step]["texts"].items():
            if value:
                claims = guard(text_of(field, value), known)
                fields.append(
                    {
                        "language": language,
                        "field": field,
                        "value": value,
                        "claims": [claim.dump() for claim in claims.claims],
                        "untraced": len(claims.untraced),
                    }
                )
    return {"fields": fields}


def propose(context: Context) -> dict[str, Any]:
    """Put the texts before the merchant; what is fully traced is accepted where the merchant wants that."""
    product = product_of(context)
    gathered, checked = context.results["gather"], context.results["check"]
    proposal = deciding.lay_before(
        product,
        Proposal(
            product=product,
            run_id=context.run_id,
            maker=gathered["maker"],
            model=_model(gathered["maker"]),
            prompt="" if gathered["maker"] == Maker.RULES else prompts.newest("write")[0],
        ),
        [ProposedField(**field) for field in checked["fields"]],
    )
    accepted = deciding.accept_traced(proposal, user=None) if wishes_of(product).accepts_itself else 0
    return {
        "proposal_id": str(proposal.pk),
        "fields": len(checked["fields"]),
        "untraced": sum(field["untraced"] for field in checked["fields"]),
        "accepted": accepted,
    }


def _model(maker: str) -> str:
    if maker == Maker.RULES:
        return ""
    return settings.AI.vision_model if maker == Maker.PICTURE else settings.AI.model


def product_of(context: Context) -> Product:
    """Raises NotThere."""
    own = Product.objects.alive().filter(pk=context.payload.product_id, merchant_id=context.payload.merchant_id)
    product = own.select_related("facts").first() if context.payload.merchant_id == context.owner_id else None
    if product is None or not product.is_ready:
        raise NotThere
    return product


def wishes_of(product: Product) -> WritingSettings:
    found = WritingSettings.objects.filter(merchant_id=product.merchant_id).first()
    return found or WritingSettings(merchant_id=product.merchant_id)
