"""``python -m bench inventions OUT.jsonl [--pages DIR] [--language en|ar] [--count N]``: what a small model invents.

Asks the endpoint of AI_BASE_URL for a short text about each of some real products, and writes a line for each: the
page's name, the language, the text. A person then says which words are inventions; the labelled texts are
``bench/facts_pairs/real.json``, which ``bench facts`` measures. The pages are other people's: only names are kept.
"""

import argparse
import gzip
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import openai

from bench import _app  # noqa: F401 - before anything of Wared's
from products.proof import sources_in
from scraping import ScrapeError, read_html

PAGES = Path(os.environ.get("BENCH_PAGES") or Path(__file__).resolve().parents[2] / "shared" / "pages")
ASKED = {
    "en": "A short text for the shop about this product, two or three sentences:",
    "ar": "نص قصير للمتجر عن هذا المنتج، جملتان أو ثلاث، بالعربية:",
}
FACT_LIMIT, FACTS_LIMIT, FACTS = 300, 900, 12
COPIED = 14  # words in a row: more is the shop's text and not the model's
LONGEST = 420  # characters of a text, cut at the end of a sentence


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench inventions")
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=Path, default=PAGES)
    parser.add_argument("--language", choices=ASKED, default="en")
    parser.add_argument("--count", type=int, default=30)
    options = parser.parse_args(arguments)
    client = openai.OpenAI(base_url=os.environ["AI_BASE_URL"], api_key=os.environ.get("AI_API_KEY", "none"))
    with options.out.open("a", encoding="utf-8") as out:
        for name, sources in _some(options.pages, options.count):
            text = _written(client, sources, options.language)
            if text and not _is_copied(text, " ".join(said for _where, said in sources)):
                line = {"page": name, "language": options.language, "text": text}
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                out.flush()
    return 0


def sources_of(pages: Path, name: str) -> list[tuple[str, str]]:
    """What Wared reads of a page, as the guard is told it: where, and what. Raises ScrapeError."""
    rows = map(json.loads, (pages / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    row = next(row for row in rows if row["id"] == name)
    snapshot = read_html(gzip.decompress((pages / row["path"]).read_bytes()), row["url"])
    return [(one.where, one.text) for one in sources_in(snapshot.as_json(), {})]


def _some(pages: Path, count: int) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The first ``count`` products of which enough is known to write about."""
    names = sorted(json.loads(line)["id"] for line in (pages / "answers.jsonl").read_text().splitlines())
    for name in names:
        try:
            sources = sources_of(pages, name)
        except ScrapeError:
            continue
        if sum(len(said) for _where, said in sources) > 150:
            yield name, sources
            count -= 1
        if not count:
            return


def _written(client: openai.OpenAI, sources: list[tuple[str, str]], language: str) -> str:
    facts = "\n".join(f"- {where}: {' '.join(said.split())[:FACT_LIMIT]}" for where, said in sources[:FACTS])
    answer = client.completions.create(
        model="small",
        prompt=f"Product facts:\n{facts[:FACTS_LIMIT]}\n\n{ASKED[language]}\n",
        max_tokens=140,
        temperature=0.8,
        seed=7,
        stop=["\n\n", "Product facts", "- Name"],
        extra_body={"repeat_penalty": 1.15},
    )
    text = " ".join(answer.choices[0].text.split())
    return re.sub(r"(?<=[.!?؟])[^.!?؟]*$", "", text[:LONGEST])


def _is_copied(text: str, source: str) -> bool:
    words, known = text.split(), f" {' '.join(source.split())} "
    return any(f" {' '.join(words[n : n + COPIED])} " in known for n in range(len(words) - COPIED + 1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
