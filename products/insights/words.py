"""Words about the numbers, by a model that may cite nothing else: every sentence is proved by the facts it names.

What cannot be proved is left out, and the page says how much. Directions ("cheaper", "ahead") are not numbers: they
cannot be proved so, and the page labels all of it as written by a machine.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from pydantic import BaseModel, ConfigDict

from jobs.context import StepContext
from jobs.retry import AI
from products.ai import client
from products.ai.errors import AIError
from products.guard import Known, Source, check
from products.insights import labels
from products.insights.names import key_of
from products.insights.sections.ratings import ENOUGH

PROMPT = (Path(__file__).parent / "prompts" / "words.1.md").read_text(encoding="utf-8")
PURPOSE = "insights words.1"
MOST = 6  # sentences in a language
LONGEST = 400  # characters of a sentence
GROUPS = 5  # brands and categories that the model is told of

type Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One number. ``about`` is the brand or product it belongs to, empty for the whole."""

    about: str
    what: str
    value: str

    @property
    def text(self) -> str:
        return f"{self.what}: {self.value}"


class Sentence(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str
    facts: list[str]


class Words(client.Answer):
    en: list[Sentence]
    ar: list[Sentence]


def write(context: StepContext[Any], facts: list[Fact]) -> Data:
    """The words in both languages, each sentence checked. A model that fails costs the words and not the numbers.

    Raises AIError while trying again may help, and what the context's ``check`` raises.
    """
    if not client.is_set_up() or not facts:
        return {}
    known = {f"f{number}": fact for number, fact in enumerate(facts, 1)}
    question = client.Question(
        purpose=PURPOSE, system=PROMPT.replace("{most}", str(MOST)), text=told(known), form=Words
    )
    try:
        words = client.ask(question, client.Asker.of(context))
    except AIError as error:
        if error.retryable and context.attempt < AI.attempts:
            raise
        return {"model": settings.AI.model, "words_error": error.code}
    names = {fact.about for fact in facts if fact.about}
    return {
        "model": settings.AI.model,
        "words": {
            "en": [proved(one, known, names) for one in words.en[:MOST]],
            "ar": [proved(one, known, names) for one in words.ar[:MOST]],
        },
    }


def told(known: Mapping[str, Fact]) -> str:
    """The facts as the model reads them. Names cannot end the list or begin a line of their own."""
    lines = (f"{key} | {_line(fact.about) or 'all'} | {_line(fact.text)}" for key, fact in known.items())
    return "<facts>\n" + "\n".join(lines) + "\n</facts>"


def _line(text: str) -> str:
    return " ".join(text.replace("<", "‹").replace(">", "›").replace("|", "/").split())


def proved(sentence: Sentence, known: Mapping[str, Fact], names: Iterable[str]) -> Data:
    """The sentence and what of it nothing proves: claims that its own facts do not bear out, and others' names."""
    text = " ".join(sentence.text.split())[:LONGEST]
    cited = [known[key] for key in dict.fromkeys(sentence.facts) if key in known]
    sources = [Source(f"{fact.about} {fact.what}", fact.value) for fact in cited]
    unproved = [claim.text for claim in check(text, Known(sources), prices=True).untraced]
    about = [key_of(f"{fact.about} {fact.text}") for fact in cited]
    unproved += [name for name in sorted(names) if _speaks_of(key_of(text), name) and not _is_told_of(name, about)]
    return {"text": text, "unproved": unproved if cited else [*unproved, "–"]}


def _is_told_of(name: str, about: list[str]) -> bool:
    return any(_speaks_of(key, name) for key in about)


def _speaks_of(text: str, name: str) -> bool:
    """``text`` as ``key_of`` gives it."""
    return f" {key_of(name)} " in f" {text} "


# --- What the model is told -------------------------------------------------------------------------------------------
def of_comparison(data: Data) -> list[Fact]:
    with translation.override("en"):
        facts = [
            fact for side, score in zip(data["sides"], data["scores"], strict=True) for fact in _side(data, side, score)
        ]
        for row in data["shared"][:GROUPS]:
            for side, amount in zip(data["sides"], row["medians"], strict=True):
                facts.append(
                    Fact(side["name"], f"median price in the category {row['name']}", f"{amount} {data['currency']}")
                )
        return facts


def _side(data: Data, side: Data, score: str | None) -> list[Fact]:
    name, prices, stock, currency = side["name"], side["prices"], side["availability"], data["currency"]
    facts = [Fact(name, "products", f"{side['count']}{' (few: little can be said)' if side['is_thin'] else ''}")]
    if score is not None:
        facts.append(Fact(name, "score of 100", score))
    if prices["five"]:
        low, _first, middle, _third, high = prices["five"]
        facts += [
            Fact(name, "lowest price", f"{low} {currency}"),
            Fact(name, "median price", f"{middle} {currency}"),
            Fact(name, "highest price", f"{high} {currency}"),
            Fact(name, "reduced products", f"{prices['reduced']} of {prices['count']}"),
        ]
    if stock["known"]:
        facts.append(Fact(name, "products in stock", f"{stock['in_stock']} of {stock['known']} ({stock['percent']}%)"))
    if side["rating"]["mean"]:
        little = "" if side["rating"]["is_enough"] else f" (fewer than {ENOUGH} reviews: little can be said)"
        facts.append(
            Fact(name, "mean rating", f"{side['rating']['mean']} of 5 by {side['rating']['reviews']} reviews{little}")
        )
    facts.append(Fact(name, "completeness of the content", f"{side['content']['percent']}%"))
    facts.append(Fact(name, "products read in the last 24 hours", f"{side['freshness']['fresh']} of {side['count']}"))
    return facts


def of_full(data: Data) -> list[Fact]:
    prices = data["prices"]
    with translation.override("en"):
        facts = [Fact("", "products", str(prices["products"]))]
        if prices["all"]["five"]:
            facts.append(Fact("", "median price", f"{prices['all']['five'][2]} {prices['currency']}"))
        facts += [
            Fact(one["name"], f"median price of {one['count']} products", f"{one['five'][2]} {prices['currency']}")
            for one in prices["brands"][:GROUPS]
            if one["five"]
        ]
        facts += [
            Fact(one["name"], "percent above (+) or below (−) the usual price of its categories", f"{one['position']}%")
            for one in prices["brands"][:GROUPS]
            if "position" in one
        ]
        facts.append(
            Fact(
                "",
                "products in stock, of those whose availability is known",
                _percent(data["stock"]["in_stock_percent"]),
            )
        )
        facts.append(Fact("", "completeness of the content", _percent(data["content"]["percent"])))
        facts += [Fact("", "finding", labels.finding(one)) for one in data["findings"]]
        return [fact for fact in facts if fact.value]


def _percent(value: str | None) -> str:
    return f"{value}%" if value else ""
