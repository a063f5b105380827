"""What models are told. A file for each version, ``NAME.VERSION.md``; the newest is used, its name is written down."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def newest(name: str) -> tuple[str, str]:
    """The name with its version (``write.1``) and the text."""
    path = max(FOLDER.glob(f"{name}.*.md"), key=lambda one: int(one.name.split(".")[1]))
    return path.name.removesuffix(".md"), path.read_text(encoding="utf-8")


def repeats(prompt: str, text: str, words: int = 9) -> bool:
    """Whether ``text`` has so many words in a row from ``prompt``: the model tells its instructions."""
    said, told = text.split(), f" {' '.join(prompt.split())} "
    return any(f" {' '.join(said[n : n + words])} " in told for n in range(len(said) - words + 1))
