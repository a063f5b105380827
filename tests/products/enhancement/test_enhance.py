"""From a product to proposed texts to texts in force: by a model, by rules, by itself."""

from decimal import Decimal

import pytest

from jobs.claim import claim
from jobs.engine import work as work_on
from jobs.models import Event, Run
from products.ai.models import AICall
from products.content import ProductText
from products.enhancement import deciding, rules, service
from products.enhancement.errors import Decided, Empty, OpenClaims
from products.enhancement.models import Proposal, WritingSettings
from products.enhancement.payloads import EnhanceRequested
from products.guard import check
from products.insights import service as insights
from products.models import OwnValue
from products.proof import unproven
from products.status import move
from tests.products.enhancement.conftest import ENGLISH, field_of, obedient

pytestmark = pytest.mark.django_db(transaction=True)


def test_texts_are_proposed_in_both_languages_and_nothing_moves_yet(dallah, model, written):
    model.obey(obedient())

    proposal = written(dallah)

    dallah.refresh_from_db()
    assert dallah.status == "IMPORTED"
    assert (proposal.maker, proposal.model, proposal.prompt) == ("ai", "scribe", "write.1")
    assert field_of(proposal, "en", "name").value == ENGLISH["title"]
    assert proposal.fields.filter(untraced__gt=0).count() == 0
    assert {claim["found"] for claim in field_of(proposal, "ar", "description_html").claims} == {
        "Name", "Height", "Warranty",
    }  # fmt: skip
    assert not ProductText.objects.exists()


def test_the_model_is_told_the_facts_and_never_a_price(dallah, model, written, merchant):
    WritingSettings.objects.create(merchant=merchant, tone="expert", length="short")
    model.obey(obedient())

    written(dallah)

    system, user = (message["content"] for message in model.asked[0]["messages"])
    assert "an expert" in system
    assert "60 to 90 words" in system
    assert "Height: 28 cm" in user
    assert user.count("A coffee pot of copper.") == 1  # its text and its lines are two sources, and tokens cost money
    assert "129" not in user
    assert "SAR" not in user


def test_what_it_costs_is_the_products(dallah, model, written):
    model.obey(obedient())

    written(dallah)

    calls = AICall.objects.filter(product=dallah)
    assert [call.purpose for call in calls.order_by("pk")] == ["enhance.ar write.1", "enhance.en write.1"]
    assert sum(call.cost_usd for call in calls) == Decimal("0.004")


def test_an_accepted_text_is_in_force_and_the_product_is_enhanced(dallah, model, written, user):
    model.obey(obedient())
    proposal = written(dallah)

    deciding.accept(field_of(proposal, "en", "name"), user=user)

    dallah.refresh_from_db()
    text = dallah.texts.get(language="en")
    assert dallah.status == "ENHANCED"
    assert (text.name, text.made_by) == (ENGLISH["title"], {"name": "ai"})
    assert [change.new for change in dallah.status_changes.all()] == ["ENHANCED"]


def test_enhancing_an_enhanced_product_does_not_move_it(dallah, model, written, user):
    move(dallah, dallah.Status.ENHANCED)
    model.obey(obedient())

    deciding.accept_traced(written(dallah), user=user)

    dallah.refresh_from_db()
    assert dallah.status == "ENHANCED"
    assert dallah.status_changes.count() == 1


def test_the_first_texts_of_a_language_written_at_the_same_moment_are_kept(dallah, model, written, user, monkeypatch):
    def while_another_begins(*args: object) -> list:
        dallah.texts.get_or_create(language="en")
        monkeypatch.setattr(deciding, "unproven", unproven)
        return unproven(*args)

    model.obey(obedient())
    proposal = written(dallah)
    monkeypatch.setattr(deciding, "unproven", while_another_begins)

    assert deciding.accept_traced(proposal, user=user) == proposal.fields.count()


def test_an_invention_is_marked_and_accepted_only_when_a_person_stands_for_it(dallah, model, written, user):
    model.obey(obedient(title="Copper coffee pot, dishwasher safe"))
    field = field_of(written(dallah), "en", "name")
    assert field.untraced == 1

    with pytest.raises(OpenClaims, match="dishwasher safe"):
        deciding.accept(field, user=user)
    dallah.refresh_from_db()
    assert dallah.status == "IMPORTED"
    field.refresh_from_db()
    assert field.state == "open"

    deciding.accept(field, user=user, confirmed=[["property", "dishwasher safe"]])
    assert dallah.texts.get().name == "Copper coffee pot, dishwasher safe"


def test_taking_it_out_needs_no_confirmation(dallah, model, written, user):
    model.obey(obedient(title="Copper coffee pot, dishwasher safe"))
    field = field_of(written(dallah), "en", "name")

    deciding.accept(field, user=user, value="Copper coffee pot")

    field.refresh_from_db()
    assert (field.state, field.kept) == ("edited", "Copper coffee pot")


@pytest.mark.parametrize("price", ["129.50 SAR", "only $5"])
def test_a_price_cannot_be_confirmed_even_when_it_is_true(dallah, model, written, user, price):
    model.obey(obedient(title=f"Copper coffee pot, {price}"))
    field = field_of(written(dallah), "en", "name")
    keys = [["price", claim["text"].lower()] for claim in field.claims if claim["kind"] == "price"]
    assert keys

    with pytest.raises(OpenClaims):
        deciding.accept(field, user=user, confirmed=keys)


def test_by_itself_only_what_the_source_bears_out(dallah, model, work_all, merchant):
    WritingSettings.objects.create(merchant=merchant, accepts_itself=True)
    model.obey(obedient(title="The best coffee pot in the world"))

    service.enhance(dallah)
    work_all()

    dallah.refresh_from_db()
    text = dallah.texts.get(language="en")
    assert dallah.status == "ENHANCED"
    assert text.name == ""
    assert text.description_html == ENGLISH["description_html"]
    proposal = Proposal.objects.get()
    assert proposal.is_open
    assert [field.field for field in proposal.fields.filter(state="open")] == ["name"]


def test_only_one_of_two_decides(dallah, model, written, user):
    model.obey(obedient())
    proposal = written(dallah)
    first, second = field_of(proposal, "en", "name"), field_of(proposal, "en", "name")

    deciding.reject(first, user=user)

    with pytest.raises(Decided):
        deciding.accept(second, user=user)
    assert not dallah.texts.exists()


def test_nothing_cannot_be_accepted(dallah, model, written, user):
    model.obey(obedient())

    with pytest.raises(Empty):
        deciding.accept(field_of(written(dallah), "en", "name"), user=user, value="  ")


def test_a_newer_proposal_puts_the_open_one_aside(dallah, model, written):
    model.obey(obedient())
    first = written(dallah)

    second = written(dallah)

    first.refresh_from_db()
    assert not first.is_open
    assert set(first.fields.values_list("state", flat=True)) == {"put_aside"}
    assert second.is_open


def test_changed_facts_make_an_accepted_text_doubtful(dallah, model, written, user):
    model.obey(obedient())
    deciding.accept_traced(written(dallah), user=user)
    OwnValue.objects.create(product=dallah, field="description", value="A pot of copper.", origin="typed")
    dallah.refresh_from_db()

    assert [claim.text for claim in doubts_of(dallah)] == ["1.2 L"]


def doubts_of(product):
    from products.guard import Known  # noqa: PLC0415
    from products.proof import sources_of  # noqa: PLC0415

    return unproven(product.texts.get(language="en").name, Known(sources_of(product)))


def test_the_ends_of_runs_are_told(dallah, model, work_all):
    model.obey(obedient())
    service.enhance(dallah)
    work_all()
    model._answers[:] = []
    model.fail(401)
    run = service.enhance(dallah)
    work_all()

    names = list(Event.objects.order_by("pk").values_list("name", flat=True))
    assert names.count("product/enhance.completed") == 1
    assert names.count("product/enhance.failed") == 1
    run.refresh_from_db()
    assert (run.status, run.error_code) == ("FAILED", "ai_key_refused")
    dallah.refresh_from_db()
    assert dallah.status == "IMPORTED"


def test_a_busy_model_is_asked_three_times_and_finished_steps_are_not_repeated(dallah, model, work_all, monkeypatch):
    """Arabic is written at once, English fails for the moment: only English is asked for again."""
    model.obey(obedient())
    model.fail(503)
    model.fail(429)
    model.obey(obedient())

    service.enhance(dallah)
    work_all()

    assert Run.objects.get().status == "SUCCEEDED"
    assert [call.error_code for call in AICall.objects.order_by("pk")] == ["", "ai_unreachable", "ai_busy", ""]


def test_a_spent_budget_stops_with_its_own_sentence(dallah, model, work_all, settings):
    settings.PROVIDER_BUDGET_PER_MERCHANT_USD = Decimal(0)

    run = service.enhance(dallah)
    work_all()

    run.refresh_from_db()
    assert run.error_code == "ai_budget_reached"
    assert not model.asked


def test_only_so_many_runs_ask_the_model_at_once(dallah, model, settings, merchant, product_of, work_all):
    """Texts and analyses together, in all workers: the others wait, and go on when one ends."""
    settings.JOBS_PACES = {"ai": {"at_once": 2, "interval_s": 0.0}}
    model.obey(obedient())
    service.enhance_many([dallah, product_of(merchant)], merchant=merchant)
    insights.analyse(merchant)

    taken = [claim(Run.objects.all(), "worker-1"), claim(Run.objects.all(), "worker-2")]

    assert all(taken)
    assert claim(Run.objects.all(), "worker-3") is None
    assert Run.objects.get(status="WAITING").waiting_for == "pace"
    for run, lease in filter(None, taken):
        work_on(run, lease)
    work_all()
    assert set(Run.objects.filter(parent=None, pace_key="ai").values_list("status", flat=True)) == {"SUCCEEDED"}


def test_a_payload_for_somebody_elses_product_writes_nothing(dallah, other_merchant, model, work_all):
    from jobs import service as jobs  # noqa: PLC0415

    payload = EnhanceRequested(product_id=dallah.pk, merchant_id=dallah.merchant_id)
    run = jobs.emit(payload, owner=other_merchant).run
    work_all()

    run.refresh_from_db()
    assert run.error_code == "product_not_ready"
    assert not model.asked


def test_many_are_written_and_unread_ones_left_out(merchant, product_of, work_all):
    ready = [product_of(merchant), product_of(merchant)]
    unread = product_of(merchant, status="IMPORTING")

    assert service.enhance_many([*ready, unread], merchant=merchant) == 2
    work_all()

    assert {proposal.product_id for proposal in Proposal.objects.all()} == {product.pk for product in ready}


# --- By rules -------------------------------------------------------------------------------------------------------
def test_without_a_model_rules_write_and_say_so(dallah, written):
    proposal = written(dallah)

    assert proposal.maker == "rules"
    assert "not AI" in str(proposal.get_maker_display())
    arabic = field_of(proposal, "ar", "description_html").value
    assert "المادة: Copper" in arabic or "الخامة: Copper" in arabic
    assert "129" not in arabic
    english = field_of(proposal, "en", "description_html").value
    assert english.startswith("<p>A coffee pot of copper.")
    assert "<li>Height: 28 cm</li>" in english


def test_every_claim_of_the_rules_stands_in_the_source(dallah, written):
    assert written(dallah).fields.filter(untraced__gt=0).count() == 0


def test_rules_leave_prices_and_the_shops_name_out():
    facts = {
        "name": "COPPER COFFEE POT LARGE | Shop of Pots",
        "description": "Only 99 SAR today! Made of copper.",
        "properties": {"Price": "99 SAR", "Height": "28 cm"},
    }

    texts = rules.write(facts, "en", 2)

    assert texts["name"] == "Copper Coffee Pot Large"
    assert "99" not in str(texts)
    assert "28 cm" in texts["description_html"]
    assert texts["image_alts"] == ["Copper Coffee Pot Large", "Copper Coffee Pot Large, picture 2"]


def test_limits_hold_whatever_is_written():
    texts = rules.write({"name": "pot " * 200, "description": "word " * 2000}, "en", 60)

    assert len(texts["seo_title"]) <= 70
    assert len(texts["seo_description"]) <= 160
    assert len(texts["name"]) <= 200


def test_a_product_of_which_nothing_is_known(merchant, product_of, work_all):
    product = product_of(merchant, snapshot={"name": None, "brand": None})
    service.enhance(product)
    work_all()

    assert Run.objects.get().status == "SUCCEEDED"
    assert check is not None
