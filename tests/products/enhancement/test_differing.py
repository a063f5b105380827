"""Two texts word by word; pure functions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.enhancement import differing, prompts, texts
from products.enhancement.differing import Piece


def test_what_is_new_and_what_is_gone():
    old, new = "A large copper pot", "A copper pot of Taif"

    assert differing.gone(old, new) == [Piece("A"), Piece(" large", "gone"), Piece(" copper pot")]
    assert [piece for piece in differing.new(old, new, []) if piece.change] == [Piece(" of Taif", "new")]


def test_a_claim_is_marked_within_what_is_new():
    claim = {"start": 2, "end": 8, "found": ""}

    pieces = differing.new("A pot", "A copper pot", [claim])

    assert [(piece.text, piece.claim is not None) for piece in pieces if piece.claim] == [("copper", True)]


@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_nothing_is_lost_in_showing(old, new, start, end):
    start, end = sorted((min(start, len(new)), min(end, len(new))))
    claims = [{"start": start, "end": end, "found": ""}] if start < end else []

    assert "".join(piece.text for piece in differing.new(old, new, claims)) == new
    assert "".join(piece.text for piece in differing.gone(old, new)) == old


def test_very_long_texts_are_shown_without_differences():
    long = "word " * 9000

    assert differing.gone(long, "x") == [Piece(long)]


def test_the_newest_prompt_is_used_by_number_not_by_letter(tmp_path, monkeypatch):
    for version in (2, 10):
        (tmp_path / f"speak.{version}.md").write_text(f"version {version}", encoding="utf-8")
    monkeypatch.setattr(prompts, "FOLDER", tmp_path)

    assert prompts.newest("speak") == ("speak.10", "version 10")


def test_repeating_the_instructions_is_noticed_and_common_words_are_not():
    prompt = "State only what the facts say. Add no number, measure, material, colour or size."

    assert prompts.repeats(prompt, "Sure! State only what the facts say. Add no number, measure, ok")
    assert not prompts.repeats(prompt, "What the facts say: a copper pot, no more and no less than that")


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("name", "  Pot <b>big</b>\n ", "Pot big"),
        ("name", "x" * 300, "x" * 199 + "…"),
        ("tags", ["a", "a", "", " b "], ["a", "b"]),
        ("tags", None, []),
        ("image_alts", ["Pot", "Pot", "", "Lid", " "], ["Pot", "Pot", "", "Lid"]),
        ("highlights", [str(n) for n in range(20)], [str(n) for n in range(8)]),
        ("description_html", "<p>Pot</p><script>x</script><a href='https://x.example'>y</a>", "<p>Pot</p>y"),
        ("seo_title", "nul\0 at www.evil.com/x", "nul at"),
    ],
)
def test_every_field_has_its_form(field, given, kept):
    assert texts.tidy(field, given) == kept
