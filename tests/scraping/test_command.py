"""The engine on the command line."""

import gzip
import json
from pathlib import Path

import pytest

from scraping.__main__ import main

CASE = Path(__file__).parent / "cases" / "shopify" / "theme_json.html"
URL = "https://harbour.test/products/canvas-tote"


def test_a_stored_page_is_read_for_people(capsys):
    code = main([str(CASE), "--url", URL])

    shown = capsys.readouterr().out
    assert code == 0
    assert "Canvas Tote" in shown
    assert "59" in shown


def test_a_stored_page_is_read_as_json(capsys):
    code = main([str(CASE), "--url", URL, "--json"])

    snapshot = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (snapshot["name"], snapshot["currency"], snapshot["availability"]) == ("Canvas Tote", "EUR", "in_stock")
    assert isinstance(snapshot["price"], str)
    assert snapshot["main_image"] == snapshot["images"][0]
    assert {"source", "confidence", "alternatives"} <= snapshot["sources"]["price"].keys()


def test_a_page_without_a_product_says_why(tmp_path, capsys):
    page = tmp_path / "challenge.html"
    page.write_text("<title>Just a moment...</title>")

    code = main([str(page), "--url", URL, "--json"])

    assert code == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "challenge_page"


def write_manifest(folder, entries):
    manifest = folder / "in.jsonl"
    manifest.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return manifest


def test_a_batch_writes_a_line_for_every_page(tmp_path, capsys):
    (tmp_path / "tote.html.gz").write_bytes(gzip.compress(CASE.read_bytes()))
    (tmp_path / "empty.html").write_text(" ")
    (tmp_path / "broken.html.gz").write_bytes(b"no gzip")
    paths = {"good": "tote.html.gz", "empty": "empty.html", "broken": "broken.html.gz", "missing": "none.html"}
    manifest = write_manifest(tmp_path, [{"id": name, "path": path, "url": URL} for name, path in paths.items()])
    out = tmp_path / "out.jsonl"

    code = main(["--manifest", str(manifest), "--out", str(out), "--timing"])

    lines = {line["id"]: line for line in map(json.loads, out.read_text().splitlines())}
    assert code == 0
    assert lines["good"]["name"] == "Canvas Tote"
    assert lines["good"]["cpu_ms"] > 0
    assert lines["empty"]["error"]["code"] == "empty_page"
    assert lines["broken"]["error"]["code"] == lines["missing"]["error"]["code"] == "file_unreadable"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ([], "nothing to do"),
        (["no-such-file.html", "--url", URL], "neither"),
        ([str(CASE)], "--url"),
        (["https://shop.test/p", "--url", URL], "--url"),
        (["--manifest", "no-such.jsonl", "--out", "x"], "no-such.jsonl"),
        (["--manifest", "no-such.jsonl"], "--out"),
    ],
)
def test_bad_input_is_named_and_exits_with_2(arguments, word, capsys):
    assert main(arguments) == 2
    assert word in capsys.readouterr().err


@pytest.mark.parametrize("line", ["not json", '{"id": "a"}', "[]", "[" * 20_000], ids=lambda line: line[:9])
def test_a_wrong_line_of_a_manifest_is_named(line, tmp_path, capsys):
    manifest = tmp_path / "in.jsonl"
    manifest.write_text(line + "\n")

    assert main(["--manifest", str(manifest), "--out", str(tmp_path / "out")]) == 2
    assert "line 1" in capsys.readouterr().err


def test_a_manifest_that_is_no_text_is_named(tmp_path, capsys):
    manifest = tmp_path / "in.jsonl"
    manifest.write_bytes(b"\xff\xfe\xb7")

    assert main(["--manifest", str(manifest), "--out", str(tmp_path / "out")]) == 2
    assert "in.jsonl" in capsys.readouterr().err


def test_a_path_that_no_file_can_have_does_not_stop_the_batch(tmp_path):
    out = tmp_path / "out.jsonl"
    manifest = write_manifest(tmp_path, [{"id": "odd", "path": "\0", "url": URL}, {"id": "2", "path": "x", "url": URL}])

    assert main(["--manifest", str(manifest), "--out", str(out)]) == 0
    assert [json.loads(line)["error"]["code"] for line in out.read_text().splitlines()] == ["file_unreadable"] * 2
