"""What a status means, and how long a shop wants us to wait."""

import pytest
import time_machine

from scraping.errors import BlockedByShop, PageGone, PageNotFound, ShopBusy, ShopUnreachable
from scraping.net.status import LONGEST_WAIT_S, check_status, retry_after_s

NOW = "2026-11-22T05:00:00Z"


@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (404, {}, PageNotFound),
        (410, {}, PageGone),
        (401, {}, BlockedByShop),
        (403, {}, BlockedByShop),
        (418, {}, BlockedByShop),
        (429, {}, ShopBusy),
        (429, {"Retry-After": "7"}, ShopBusy),
        (503, {"Retry-After": "7"}, ShopBusy),
        (503, {}, ShopUnreachable),
        (500, {"Retry-After": "7"}, ShopUnreachable),
        (502, {}, ShopUnreachable),
        (521, {}, ShopUnreachable),
    ],
)
def test_a_bad_status_has_a_name(status, headers, error):
    with pytest.raises(error) as caught:
        check_status(status, headers)

    assert caught.value.status_code == status


@pytest.mark.parametrize("status", [200, 204, 206, 302, 304])
def test_a_good_status_has_none(status):
    assert check_status(status, {}) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Sun, 22 Nov 2026 05:02:00 GMT", 120.0),
        ("Sun, 22 Nov 2026 05:02:00 -0000", 120.0),
        ("Sunday, 22-Nov-26 05:02:00 GMT", 120.0),
        ("Sun, 22 Nov 2026 08:02:00 +0300", 120.0),
        ("Sun, 22 Nov 2026 04:00:00 GMT", 0.0),
        ("9" * 400, LONGEST_WAIT_S),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT_S),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٧", None),
        ("Sun, 99 Nov 2026 05:02:00 GMT", None),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_a_wait_is_given_in_seconds_or_as_a_date(text, seconds):
    assert retry_after_s({"Retry-After": text}) == seconds


def test_a_busy_shop_says_when():
    with pytest.raises(ShopBusy) as caught:
        check_status(503, {"retry-after": "30"})

    assert caught.value.retry_after_s == 30.0
