"""Texts by a model: what it is told of a product, and in which form it answers."""

import base64
from collections.abc import Iterable
from typing import Any

import pydantic
from django.conf import settings

from products.ai.client import Answer, Asker, Question, ask
from products.enhancement import prompts
from products.enhancement.errors import PromptLeaked
from products.enhancement.models import WritingSettings
from products.enhancement.texts import ITEMS, Texts, tidied
from products.guard import Source
from products.markup import lines_of, one_line
from scraping.net import client as net
from scraping.net.kinds import image_type
from scraping.net.status import check_status

LANGUAGES = {"ar": "Arabic (Modern Standard)", "en": "English"}
TONE = {
    "calm": "calm and plain",
    "warm": "warm and personal",
    "expert": "exact, like an expert who explains",
    "lively": "lively, with short sentences",
}
LENGTH = {"short": "60 to 90 words", "medium": "120 to 180 words", "long": "250 to 350 words"}
FACTS_LIMIT = 12_000  # characters; what is longer is a page that was read badly
SEEN_BY_MODELS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})


def _lines(field: str) -> Any:
    """How many are wanted is only told: small models that are held to a form go on with a list for ever."""
    return pydantic.Field(json_schema_extra={"maxItems": ITEMS[field]})


class Written(Answer):
    title: str
    description_html: str
    highlights: list[str] = _lines("highlights")
    seo_title: str
    seo_description: str
    tags: list[str] = _lines("tags")
    image_alts: list[str] = _lines("image_alts")


class Looked(Answer):
    name_ar: str
    name_en: str
    description_ar: str
    description_en: str


def write(sources: Iterable[Source], wishes: WritingSettings, language: str, pictures: int, asker: Asker) -> Texts:
    """Raises AIError, PromptLeaked."""
    version, prompt = prompts.newest("write")
    system = prompt.format(
        language=LANGUAGES[language], tone=TONE[wishes.tone], length=LENGTH[wishes.length], pictures=pictures
    )
    told = "\n".join(f"{source.where}: {source.text}" for source in _each_once(sources))[:FACTS_LIMIT]
    text = f"<facts>\n{told.replace('</facts>', '')}\n</facts>"
    answer = ask(Question(purpose=f"enhance.{language} {version}", system=system, text=text, form=Written), asker)
    given = answer.model_dump()
    _check_leak(system, given)
    return tidied({**given, "name": given["title"]})


def _each_once(sources: Iterable[Source]) -> list[Source]:
    """Without what another says in as many words: the description comes as text and as lines, and tokens cost money."""
    kept: dict[str, list[str]] = {}
    for source in sources:
        words, known = one_line(source.text), kept.setdefault(source.where, [])
        if not any(words in one_line(other) for other in known):
            known[:] = [other for other in known if one_line(other) not in words] + [source.text]
    return [Source(where, text) for where, texts in kept.items() for text in texts]


def look(address: str, asker: Asker) -> dict[str, str]:
    """What the product's picture shows, in both languages. Raises ScrapeError, AIError, PromptLeaked."""
    version, prompt = prompts.newest("look")
    question = Question(
        purpose=f"look {version}", system=prompt, text="The picture:", form=Looked, pictures=(picture(address),)
    )
    seen = ask(question, asker).model_dump()
    _check_leak(prompt, seen)
    return {name: str(value) for name, value in seen.items()}


def picture(address: str) -> str:
    """The picture as a ``data:`` address, fetched by our guarded client: the model's server fetches nothing."""
    answer = net.get(address, settings.SCRAPE_POLICY, expect="image")
    check_status(answer.status, answer.headers)
    kind = image_type(answer.body) or "image/jpeg"
    return f"data:{kind};base64,{base64.b64encode(answer.body).decode()}"


def _check_leak(prompt: str, answer: dict[str, Any]) -> None:
    for value in answer.values():
        said = " ".join(value) if isinstance(value, list) else lines_of(str(value))
        if prompts.repeats(prompt, said):
            raise PromptLeaked
