"""The pages of texts and proposals, the list's button, the settings, the API; and the stranger at each."""

from uuid import uuid4

import pytest

from jobs.models import Run
from merchants.models import ApiKey
from products.content import ProductText
from products.enhancement import deciding, service
from products.enhancement.models import Proposal, WritingSettings
from products.publishing import preview
from products.publishing.listings import find_or_make
from products.publishing.planning import Planner
from tests.merchants.stores.conftest import store_of  # noqa: F401 - a fixture shared with the stores' tests
from tests.products.enhancement.conftest import ENGLISH, field_of, obedient

pytestmark = pytest.mark.django_db(transaction=True)


def address(product, *parts: str) -> str:
    return "/".join([f"/products/{product.pk}/texts", *parts])


def test_the_way_from_the_button_to_the_accepted_text(owner, dallah, model, work_all):
    model.obey(obedient(title="Copper coffee pot, dishwasher safe"))

    assert owner.post(address(dallah, "write")).status_code == 302
    running = owner.get(f"/products/{dallah.pk}").content.decode()
    assert "Writing in Arabic" in running
    work_all()

    page = owner.get(address(dallah)).content.decode()
    assert "Written by AI" in page
    assert '<mark title="Not in the source. Searched: \u2068dishwasher safe' in page
    assert '<ins class="traced" title="In the source: Height">28 cm</ins>' in page

    refused = owner.post(address(dallah, "en", "name", "save"), {"value": "Copper coffee pot, dishwasher safe"})
    assert refused.status_code == 422
    assert "Confirm what is marked" in refused.content.decode()

    confirm = "property\x1fdishwasher safe"
    kept = owner.post(
        address(dallah, "en", "name", "save"), {"value": "Copper coffee pot, dishwasher safe", "confirm": confirm}
    )
    assert kept.status_code == 302
    dallah.refresh_from_db()
    assert dallah.status == "ENHANCED"
    shown = owner.get(f"/products/{dallah.pk}").content.decode()
    assert "Copper coffee pot, dishwasher safe" in shown
    assert "Written by AI" in shown


def test_only_what_the_text_claims_can_be_confirmed(owner, dallah, model, written):
    model.obey(obedient())
    written(dallah)
    typed = {"value": "Copper coffee pot, dishwasher safe"}
    confirm = ["property\x1fdishwasher safe", "property\x1fa\x00", *(f"property\x1fword {n}" for n in range(50))]

    assert owner.post(address(dallah, "en", "name", "save"), typed | {"confirm": confirm}).status_code == 302

    assert dallah.texts.get(language="en").confirmed == [["property", "dishwasher safe"]]


def test_a_changed_text_with_a_new_invention_is_refused_and_not_lost(owner, dallah, model, written):
    model.obey(obedient())
    written(dallah)

    answer = owner.post(address(dallah, "en", "name", "save"), {"value": "Silver pot with a lifetime warranty"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Silver pot with a lifetime warranty" in page
    assert "I stand for “lifetime warranty”" in page


def test_an_accepted_text_can_be_changed_later(owner, dallah, model, written, user):
    model.obey(obedient())
    deciding.accept_traced(written(dallah), user=user)

    owner.post(address(dallah, "en", "tags", "save"), {"value": "coffee\r\npot\r\n\r\n"})

    text = dallah.texts.get(language="en")
    assert text.tags == ["coffee", "pot"]
    assert text.made_by["tags"] == "ai"


def test_fields_are_rejected_one_by_one_or_all(owner, dallah, model, written):
    model.obey(obedient())
    proposal = written(dallah)

    owner.post(address(dallah, "en", "name", "reject"))
    assert field_of(proposal, "en", "name").state == "rejected"
    again = owner.post(address(dallah, "en", "name", "reject"), follow=True).content.decode()
    assert "decided meanwhile" in again

    owner.post(address(dallah, "reject"))
    assert not Proposal.objects.get().is_open
    assert not ProductText.objects.exists()


@pytest.mark.parametrize("where", [("fr", "name"), ("en", "price"), ("en", "made_by")])
def test_there_are_no_other_fields(owner, dallah, model, written, where):
    model.obey(obedient())
    written(dallah)

    assert owner.post(address(dallah, *where, "save"), {"value": "x"}).status_code == 404


def test_the_section_is_asked_for_while_it_is_written(owner, dallah, model, work_all):
    model.obey(obedient())
    service.enhance(dallah)
    first = owner.get(address(dallah, "section"), headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in first
    version = first.partition("?v=")[2].partition('"')[0]
    same = owner.get(address(dallah, "section") + f"?v={version}", headers={"HX-Request": "true"})
    assert same.status_code == 204

    work_all()

    last = owner.get(address(dallah, "section"), headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in last
    assert "proposed text" in last


def test_writing_can_be_cancelled(owner, dallah):
    service.enhance(dallah)

    owner.post(address(dallah, "cancel"))

    assert Run.objects.get().status == "CANCELLED"


def test_many_from_the_list_to_their_proposals(owner, merchant, product_of, work_all, other_merchant):
    mine, other = product_of(merchant), product_of(other_merchant)

    answer = owner.post("/products/bulk", {"action": "enhance", "product": [str(mine.pk), str(other.pk), "x"]})
    assert answer.status_code == 302
    work_all()

    page = owner.get("/products/proposals").content.decode()
    assert "1 product waits for you" in page
    assert "rules, not AI" in page
    proposal = Proposal.objects.get()
    owner.post("/products/proposals/decide", {"action": "accept", "proposal": [str(proposal.pk), "x"]})
    mine.refresh_from_db()
    assert mine.status == "ENHANCED"
    assert "Nothing waits for you" in owner.get("/products/proposals").content.decode()


def test_many_that_are_not_ticked_or_not_meant(owner, dallah, written):
    written(dallah)

    nothing = owner.post("/products/proposals/decide", {"action": "accept"}, follow=True)
    assert "Tick the products first" in nothing.content.decode()
    assert owner.post("/products/proposals/decide", {"action": "eat"}).status_code == 404


def test_a_stranger_finds_nothing(stranger, dallah, model, written):
    model.obey(obedient())
    proposal = written(dallah)

    for get in ((), ("section",)):
        assert stranger.get(address(dallah, *get)).status_code == 404
    for post in (
        *(("write",), ("cancel",), ("traced",), ("reject",)),
        *(("en", "name", "save"), ("en", "name", "reject")),
    ):
        assert stranger.post(address(dallah, *post), {"value": "x"}).status_code == 404
    stranger.post("/products/proposals/decide", {"action": "reject", "proposal": str(proposal.pk)})
    assert field_of(proposal, "en", "name").state == "open"
    assert str(dallah.pk) not in stranger.get("/products/proposals").content.decode()


def test_a_viewer_looks_and_decides_nothing(dallah, model, written, make_user, client_of, merchant):
    model.obey(obedient())
    proposal = written(dallah)
    viewer = client_of(make_user("viewer@example.com", merchant, role="viewer"))

    assert "Accept" not in viewer.get(address(dallah)).content.decode().replace("Accepted", "")
    assert viewer.post(address(dallah, "traced")).status_code == 403
    assert viewer.post("/settings/writing", {"tone": "calm", "length": "short"}).status_code == 403
    assert field_of(proposal, "en", "name").state == "open"


def test_nobody_signed_in_goes_to_the_login(client, dallah):
    for where in (address(dallah), "/products/proposals", "/settings/writing"):
        assert client.get(where).status_code == 302


def test_wishes_are_kept(owner, merchant):
    assert "No AI is set up here" in owner.get("/settings/writing").content.decode()
    assert owner.post("/settings/writing", {"tone": "loud", "length": "short"}).status_code == 422

    owner.post("/settings/writing", {"tone": "warm", "length": "long", "accepts_itself": "on"})

    wishes = WritingSettings.objects.get(merchant=merchant)
    assert (wishes.tone, wishes.length, wishes.accepts_itself) == ("warm", "long", True)


def test_what_the_ai_cost_stands_on_the_page_of_costs(owner, dallah, model, written):
    model.obey(obedient())
    written(dallah)

    page = owner.get("/settings/spending").content.decode()

    assert "Writing texts" in page
    assert "3,000" in page
    assert "0.004" in page
    assert "0.004" in owner.get(address(dallah)).content.decode()


# --- In stores ------------------------------------------------------------------------------------------------------
@pytest.fixture
def listing(dallah, merchant, store_of):  # noqa: F811
    store = store_of(merchant)
    type(store).objects.filter(pk=store.pk).update(currency="SAR", language="ar")
    store.refresh_from_db()
    return find_or_make(dallah, store)


def test_accepted_texts_are_what_a_store_gets(dallah, model, written, user, listing):
    model.obey(obedient())
    deciding.accept_traced(written(dallah), user=user)
    listing.product.refresh_from_db()

    plan = Planner(listing.connection).plan(listing)

    text = plan.composed.product.texts["ar"]
    assert text.name == "دلة قهوة من النحاس، ١٫٢ لتر"
    assert text.description_html.startswith("<ul><li>من النحاس</li>")
    assert plan.composed.product.tags == ("قهوة",)
    assert preview.text_defaults(listing, "en")["name"] == ENGLISH["title"]
    assert not [lack for lack in plan.missing if lack["code"] == "claim_untraced"]


def test_what_nobody_bears_out_does_not_get_into_a_store(owner, dallah, model, written, user, listing):
    """It was confirmed by nobody: the facts have changed since."""
    model.obey(obedient())
    deciding.accept_traced(written(dallah), user=user)
    facts = dallah.facts
    facts.snapshot |= {"properties": {"Height": "28 cm"}}
    facts.save()
    listing.product.refresh_from_db()

    plan = Planner(listing.connection).plan(listing)

    lacks = [lack for lack in plan.missing if lack["code"] == "claim_untraced"]
    assert {(lack["field"], lack["value"]) for lack in lacks} == {("description", "ضمان"), ("description", "سنتين")}
    page = owner.get(f"/products/{dallah.pk}/publish/{listing.connection_id}").content.decode()
    assert "which the source does not bear out" in page


# --- Programs -------------------------------------------------------------------------------------------------------
def test_the_api_starts_it_and_gives_the_job(dallah, model, merchant, work_all, client, other_merchant):
    model.obey(obedient())
    _key, secret = ApiKey.make(merchant, "test", scopes=["read", "write"])
    _other, foreign = ApiKey.make(other_merchant, "test", scopes=["read", "write"])
    where = f"/api/v1/products/{dallah.pk}/enhance"

    assert (
        client.post(where, content_type="application/json", headers={"Authorization": f"Bearer {foreign}"}).status_code
        == 404
    )
    answer = client.post(where, content_type="application/json", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 202
    assert set(answer.json()) >= {"job_id", "status", "stream_url", "status_url", "polling"}
    work_all()
    result = client.get(f"/api/v1/jobs/{answer.json()['job_id']}/result", headers={"Authorization": f"Bearer {secret}"})
    assert result.json()["result"]["proposal_id"] == str(Proposal.objects.get().pk)


def test_the_event_from_outside_starts_it_for_the_callers_own(dallah, merchant, client, other_merchant):
    _key, secret = ApiKey.make(merchant, "test", scopes=["read", "write"])
    headers = {"Authorization": f"Bearer {secret}"}

    def send(product_id, merchant_id):
        body = {
            "name": "product/enhance.requested",
            "data": {"productId": str(product_id), "merchantId": str(merchant_id)},
        }
        return client.post("/api/v1/events", body, content_type="application/json", headers=headers)

    assert send(uuid4(), merchant.pk).status_code == 404
    assert send(dallah.pk, other_merchant.pk).status_code == 404
    assert send(dallah.pk, merchant.pk).status_code == 202
    assert Run.objects.get().flow == "product/enhance"


def test_the_history_tells_in_one_line_what_a_newer_proposal_put_aside(owner, dallah, written):
    first = written(dallah)
    deciding.accept_traced(first, user=None)
    left = first.fields.filter(state="open").count()
    written(dallah)
    written(dallah)

    page = owner.get(address(dallah)).content.decode()

    assert page.count("put aside for newer ones") == (2 if left > 1 else 1)
    assert "Accepted" in page


def test_a_text_without_a_claim_is_not_said_to_stand_in_the_source(owner, dallah, model, written):
    model.obey(obedient(title="A pot", seo_title="A copper pot"))
    written(dallah)

    page = owner.get(address(dallah)).content.decode()
    title, seo = (page[page.index(f'id="en-{name}"') :][:1500] for name in ("name", "seo_title"))

    assert "No claim that we check" in title
    assert "Claims found in the source" in seo
