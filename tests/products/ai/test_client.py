"""Asking a model over HTTP: what comes back, what it costs, and every way in which it can go wrong."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Event

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from config import minds
from jobs.errors import Cancelled, judge
from products.ai import errors, wire
from products.ai.client import Answer, Asker, Question, ask
from products.ai.endpoint import Form
from products.ai.models import AICall
from products.ai.reasons import SENTENCES
from products.ledger import MonthlySpending

pytestmark = pytest.mark.django_db


class Lamp(Answer):
    title: str
    tags: list[str]


LAMP = {"title": "A lamp", "tags": ["brass"]}


def question(**changes) -> Question[Lamp]:
    return Question(**{"purpose": "test@1", "system": "Write.", "text": "A lamp", "form": Lamp} | changes)


def test_an_answer_is_checked_paid_and_written_down(model, merchant):
    model.say(LAMP)

    assert ask(question(), Asker(merchant=merchant)) == Lamp(**LAMP)

    call = AICall.objects.get()
    assert (call.purpose, call.model, call.tokens_given, call.tokens_written) == ("test@1", "scribe", 1000, 500)
    assert call.cost_usd == Decimal("0.002")  # 1,000 read at 1 USD a million and 500 written at 2
    assert MonthlySpending.objects.get(merchant=merchant).usd == Decimal("0.002")
    assert MonthlySpending.objects.get(merchant=None).usd == Decimal("0.002")


@pytest.mark.parametrize(
    ("form", "sent"),
    [
        (Form.SCHEMA, "json_schema"),
        (Form.OBJECT_SCHEMA, "json_object"),
        (Form.JSON, "json_object"),
        (Form.PROMPT, None),
    ],
)
def test_the_endpoint_is_told_the_form(model, merchant, settings, form, sent):
    settings.AI = model.endpoint(form=form)
    model.say(LAMP)

    ask(question(), Asker(merchant=merchant))

    asked = model.asked[0]
    wanted = asked.get("response_format") or {}
    assert wanted.get("type") == sent
    assert ("schema" in wanted) == (form is Form.OBJECT_SCHEMA)
    assert '"tags"' in asked["messages"][0]["content"]  # in words as well, for endpoints that ignore it


@pytest.mark.parametrize("wrapped", ["```json\n%s\n```", "Here you are: %s Enjoy!"])
def test_words_around_the_object_are_left_out(model, merchant, wrapped):
    model.say(wrapped % '{"title": "A lamp", "tags": ["brass"]}')

    assert ask(question(), Asker(merchant=merchant)).title == "A lamp"


@pytest.mark.parametrize("first", ["I cannot say", {"title": "A lamp"}, {**LAMP, "price": "1"}, {**LAMP, "title": 7}])
def test_an_answer_that_does_not_fit_is_sent_back_once(model, merchant, first):
    model.say(first, LAMP)

    assert ask(question(), Asker(merchant=merchant)).title == "A lamp"

    again = model.asked[1]["messages"]
    assert [message["role"] for message in again] == ["system", "user", "assistant", "user"]
    assert "cannot be used" in again[-1]["content"]
    assert AICall.objects.count() == 2


def test_a_second_answer_that_does_not_fit_is_the_end(model, merchant):
    model.say("no", "still no", LAMP)

    with pytest.raises(errors.Unusable):
        ask(question(), Asker(merchant=merchant))

    assert len(model.asked) == 2


def test_an_answer_that_was_cut_is_asked_for_again(model, merchant):
    model.say(LAMP, finish_reason="length")
    model.say(LAMP)

    ask(question(), Asker(merchant=merchant))

    assert "shorter" in model.asked[1]["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (401, "", errors.KeyRefused),
        (403, "", errors.KeyRefused),
        (404, "", errors.RequestRefused),
        (400, "", errors.RequestRefused),
        (429, "", errors.Busy),
        (429, "insufficient_quota", errors.QuotaUsed),
        (500, "", errors.Unreachable),
        (503, "", errors.Unreachable),
    ],
)
def test_each_refusal_has_its_name_and_costs_nothing(model, merchant, status, code, error):
    model.fail(status, code, Retry_After="7")

    with pytest.raises(error) as raised:
        ask(question(), Asker(merchant=merchant))

    verdict = judge(raised.value)
    assert SENTENCES[verdict.code]
    assert verdict.retry_after_s == (7 if verdict.retryable else None)
    assert len(model.asked) == 1  # trying again is the engine's affair
    assert AICall.objects.get().error_code == error.code
    assert MonthlySpending.objects.get(merchant=merchant).usd == 0


def test_a_wrong_key_is_the_operators_affair(model, merchant, settings):
    settings.AI = model.endpoint(key="wrong")

    with pytest.raises(errors.KeyRefused):
        ask(question(), Asker(merchant=merchant))


def test_a_model_that_declines_says_so(model, merchant):
    model.say("", refusal="I would rather not")

    with pytest.raises(errors.Declined, match="rather not"):
        ask(question(), Asker(merchant=merchant))


def test_an_endpoint_that_is_no_endpoint(model, merchant):
    model.site.page("/v1/chat/completions", '{"choices": "none"}', Content_Type="application/json")

    with pytest.raises(errors.Unusable):
        ask(question(), Asker(merchant=merchant))


def test_nobody_answers(model, merchant, settings):
    settings.AI = model.endpoint(base_url="http://127.0.0.1:9/v1")

    with pytest.raises(errors.Unreachable):
        ask(question(), Asker(merchant=merchant))


def test_a_drip_ends_at_the_deadline_and_stays_counted(model, merchant, settings):
    """Bytes keep coming, so no read times out: the clock ends it. What it cost is not known, so it stays set aside."""
    settings.AI = model.endpoint(timeout_s=0.2)

    def drip(answer):
        answer.head(200, Content_Type="application/json", Content_Length="100000")
        answer.forever(b" ", 0.02)

    model.site.route("/v1/chat/completions", drip)

    with pytest.raises(errors.TooSlow):
        ask(question(), Asker(merchant=merchant))

    call = AICall.objects.get()
    assert call.duration_ms < 2000
    assert MonthlySpending.objects.get(merchant=merchant).usd == call.cost_usd > 0


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_dripping_head_ends_at_the_deadline_too(model, merchant, settings, head):
    """Before the body comes nothing of ours is in between: the connection itself is shut."""
    settings.AI = model.endpoint(timeout_s=0.3)

    def drip(answer):
        answer.wfile.write(head)
        answer.forever(b"x", 0.02)

    model.site.route("/v1/chat/completions", drip)

    with pytest.raises(errors.TooSlow):
        ask(question(), Asker(merchant=merchant))

    call = AICall.objects.get()
    assert call.duration_ms < 2000
    assert MonthlySpending.objects.get(merchant=merchant).usd == call.cost_usd > 0


def test_a_call_whose_time_is_over_before_it_is_connected(model, merchant, settings):
    settings.AI = model.endpoint(timeout_s=0.0)

    with pytest.raises(errors.TooSlow):
        ask(question(), Asker(merchant=merchant))


def test_an_endless_answer_is_not_read_to_its_end(model, merchant, monkeypatch):
    monkeypatch.setattr(wire, "ANSWER_LIMIT_BYTES", 10_000)
    model.site.route("/v1/chat/completions", lambda answer: endless(answer, 200))

    with pytest.raises(errors.Unusable, match="larger"):
        ask(question(), Asker(merchant=merchant))

    assert MonthlySpending.objects.get(merchant=merchant).usd == AICall.objects.get().cost_usd > 0  # it may be billed


def endless(answer, status):
    answer.head(status, Content_Type="application/json", Content_Length="100000000")
    answer.forever(b" " * 1000, 0.001)


@pytest.mark.parametrize(
    ("limit_bytes", "timeout_s", "error"), [(10_000, 60.0, errors.Unusable), (10**9, 0.2, errors.TooSlow)]
)
def test_an_endless_error_is_not_read_to_its_end(model, merchant, settings, monkeypatch, limit_bytes, timeout_s, error):
    monkeypatch.setattr(wire, "ANSWER_LIMIT_BYTES", limit_bytes)
    settings.AI = model.endpoint(timeout_s=timeout_s)
    model.site.route("/v1/chat/completions", lambda answer: endless(answer, 500))

    with pytest.raises(error):
        ask(question(), Asker(merchant=merchant))

    assert AICall.objects.get().duration_ms < 30_000


def test_an_answer_that_breaks_off_may_be_on_the_bill(model, merchant):
    def break_off(answer):
        answer.head(200, Content_Type="application/json", Content_Length="1000")
        answer.wfile.write(b'{"choices": [')
        answer.close_connection = True

    model.site.route("/v1/chat/completions", break_off)

    with pytest.raises(errors.Unreachable):
        ask(question(), Asker(merchant=merchant))

    assert MonthlySpending.objects.get(merchant=merchant).usd == AICall.objects.get().cost_usd > 0


def test_a_spent_budget_asks_nothing(model, merchant, settings):
    settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal("0.001")

    with pytest.raises(errors.BudgetReached, match="this merchant's budget"):
        ask(question(), Asker(merchant=merchant))

    assert not model.asked
    assert not AICall.objects.exists()


def test_a_model_without_a_price_is_asked_and_its_cost_is_unknown(model, merchant, settings):
    settings.AI = model.endpoint(prices={})
    settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal(0)
    model.say(LAMP)

    ask(question(), Asker(merchant=merchant))

    assert AICall.objects.get().cost_usd is None


def test_a_cancelled_run_asks_nothing_more(model, merchant):
    model.say("no", LAMP)
    checks = iter([None, Cancelled("now")])

    def check():
        if stop := next(checks):
            raise stop

    with pytest.raises(Cancelled):
        ask(question(), Asker(merchant=merchant, check=check))

    assert len(model.asked) == 1


def test_a_run_that_is_cancelled_while_the_model_writes_waits_for_nothing(model, merchant, settings, monkeypatch):
    """The connection is closed, so that the model may stop as well; what it wrote may stand on the bill."""
    monkeypatch.setattr(wire, "LOOK_S", 0.05)
    settings.AI = model.endpoint(timeout_s=120.0)
    has_begun, hung_up = Event(), Event()

    def write_for_ever(answer):
        has_begun.set()
        with suppress(OSError):
            answer.head(200, Content_Type="application/json", Content_Length="100000")
            answer.forever(b" ", 0.02)
        hung_up.set()

    def check():
        if has_begun.is_set():
            raise Cancelled("now")

    model.site.route("/v1/chat/completions", write_for_ever)

    with pytest.raises(Cancelled):
        ask(question(), Asker(merchant=merchant, check=check))

    assert hung_up.wait(60)
    call = AICall.objects.get()
    assert (call.error_code, call.duration_ms < 60_000) == ("cancelled", True)
    assert MonthlySpending.objects.get(merchant=merchant).usd == call.cost_usd > 0


def test_the_runs_own_time_bounds_a_call(merchant, settings, model):
    asker = Asker(merchant=merchant, deadline_at=timezone.now() + timedelta(seconds=2))

    assert 1 <= asker.seconds <= 2
    assert replace(asker, deadline_at=None).seconds == settings.AI.timeout_s


def test_pictures_go_to_the_model_that_sees(model, merchant):
    model.say(LAMP)

    ask(question(pictures=("data:image/png;base64,AAAA",)), Asker(merchant=merchant))

    asked = model.asked[0]
    assert asked["model"] == "eye"
    assert asked["messages"][1]["content"][1] == {
        "type": "image_url",
        "image_url": {"url": "data:image/png;base64,AAAA"},
    }


def test_without_a_model_nothing_is_asked(merchant, settings, model):
    settings.AI = model.endpoint(model="")

    with pytest.raises(errors.NotSetUp):
        ask(question(), Asker(merchant=merchant))


def test_every_error_has_a_sentence():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.AIError)]

    assert {kind.code for kind in kinds} == set(SENTENCES)


@pytest.mark.parametrize(
    "wrong",
    [
        {"AI_MODEL": "scribe"},
        {"AI_BASE_URL": "http://x", "AI_PRICES": "scribe"},
        {"AI_BASE_URL": "http://x", "AI_PRICES": "scribe=1/NaN"},
        {"AI_BASE_URL": "http://x", "AI_PRICES": "scribe=-1/1"},
        {"AI_BASE_URL": "http://x", "AI_ANSWER_FORM": "xml"},
        {"AI_BASE_URL": "http://x", "AI_LIMIT_NAME": "most"},
    ],
)
def test_a_wrong_setting_stops_the_start(monkeypatch, wrong):
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured):
        minds.endpoint(environ.Env())


def test_the_settings_are_read(monkeypatch):
    monkeypatch.setenv("AI_BASE_URL", "http://127.0.0.1:9/v1/")
    monkeypatch.setenv("AI_MODEL", "scribe")
    monkeypatch.setenv("AI_PRICES", "scribe=0.25/2; other=1/1")
    monkeypatch.setenv("AI_TEMPERATURE", "")

    found = minds.endpoint(environ.Env())

    assert found.writes
    assert not found.sees
    assert found.base_url == "http://127.0.0.1:9/v1"
    assert found.cost("scribe", 1_000_000, 1_000_000) == Decimal("2.25")
    assert found.cost("unknown", 1, 1) is None
    assert found.temperature is None
