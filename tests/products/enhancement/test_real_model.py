"""The way from facts to a proposal with a real small model behind a real server. Slow, so only with TEST_MODEL=1.

What such a model writes is poor, and that is the point: nothing here may depend on what it says.
"""

from decimal import Decimal

import pytest

from jobs.models import Run
from products.ai.models import AICall
from products.enhancement import deciding, service
from products.enhancement.errors import OpenClaims
from products.enhancement.models import Proposal
from tests.support.small_model import endpoint, skip_without, small_model

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    skip_without()
    with small_model(tmp_path_factory.mktemp("model")) as address:
        yield address


def test_its_texts_are_proposed_and_its_inventions_marked(base, settings, dallah, work_all, user):
    settings.AI = endpoint(base)

    service.enhance(dallah)
    work_all()

    run = Run.objects.get(flow=service.FLOW)
    assert (run.status, run.error) == ("SUCCEEDED", "")
    calls = AICall.objects.all()
    assert {call.purpose.split()[0] for call in calls} == {"enhance.ar", "enhance.en"}
    assert all(call.tokens_given > 100 and call.tokens_written > 10 for call in calls)
    proposal = Proposal.objects.get(product=dallah)
    assert {(field.language, field.field) for field in proposal.fields.all()} >= {("ar", "name"), ("en", "name")}
    invented = proposal.fields.filter(untraced__gt=0)
    assert invented, "so small a model invents something"
    with pytest.raises(OpenClaims):
        deciding.accept(invented[0], user=user)
    dallah.refresh_from_db()
    assert (dallah.price, dallah.status) == (Decimal("129.50"), "IMPORTED")


def test_an_answer_that_does_not_fit_is_sent_back_once_and_then_is_the_end(base, settings, dallah, work_all):
    settings.AI = endpoint(base, answer_limit=20)

    service.enhance(dallah)
    work_all()

    run = Run.objects.get(flow=service.FLOW)
    assert (run.status, run.error_code) == ("FAILED", "ai_answer_unusable")
    assert AICall.objects.count() == 2
    assert not Proposal.objects.exists()
