"""What is hidden, and what is not."""

import json

import pytest

from jobs.monitor.masking import MASK, masked, masked_text


@pytest.mark.parametrize(
    "key",
    [
        *("token", "access_token", "refreshToken", "X-Auth-Token", "client_secret", "password", "Authorization"),
        *("api_key", "apiKey", "API-KEY", "Cookie", "set-cookie", "consumer_key", "private_key", "signature", "pwd"),
    ],
)
def test_secrets_are_known_by_their_key(key):
    assert masked({key: "s3cr3t-value"}) == {key: MASK}
    assert masked({"deep": [{key: {"any": "s3cr3t"}}]}) == {"deep": [{key: MASK}]}


@pytest.mark.parametrize("key", ["error_code", "key", "name", "idempotency_key", "sourceUrl", "author", "monkey"])
def test_other_keys_are_left_alone(key):
    assert masked({key: "value"}) == {key: "value"}


def test_counts_and_absence_tell_nothing_and_stay():
    kept = {"total_tokens": 1200, "has_password": True, "token": None, "secret": "", "cookies": []}

    assert masked(kept) == kept
    assert masked({"password": 1234}) == {"password": MASK}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a.test/p?id=7&token=abc", f"https://a.test/p?id=7&token={MASK}"),
        ("https://a.test/p?API_KEY=abc#x", f"https://a.test/p?API_KEY={MASK}#x"),
        ("https://a.test/cb?code=1&state=2", f"https://a.test/cb?code={MASK}&state=2"),
        ("https://b.test/?X-Amz-Signature=ff&v=1", f"https://b.test/?X-Amz-Signature={MASK}&v=1"),
        ("see https://me:pw@a.test/x now", f"see https://{MASK}@a.test/x now"),
        ("Authorization: Bearer abcdef123", f"Authorization: {MASK}"),
        ("sent Bearer abcdef123 twice", f"sent Bearer {MASK} twice"),
        ("key wared_abcdefghijkl", f"key {MASK}"),
        ("https://a.test/p?variant=44&size=L", "https://a.test/p?variant=44&size=L"),
        ("the token was refused", "the token was refused"),
    ],
)
def test_secrets_in_texts_are_hidden(text, shown):
    assert masked_text(text) == shown
    assert masked(["a", text]) == ["a", shown]


def test_shape_and_size_cannot_hurt():
    deep: object = "end"
    for _ in range(900):
        deep = [deep]

    assert "end" not in json.dumps(masked(deep))
    assert len(masked("x" * 1_000_000)) < 30_000
    masked_text("?" + "a=" * 200_000)
    masked_text("https://" + "a:" * 200_000)
