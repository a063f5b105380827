import pytest
from django.db import IntegrityError, transaction

from products.models import Product, StatusChange
from products.status import IllegalMove, LostRace, move

pytestmark = pytest.mark.django_db
S = Product.Status


def test_a_move_is_recorded_with_its_cause(merchant, product_of):
    product = product_of(merchant, status=S.IMPORTING)

    move(product, S.FAILED, error_code="challenge_page", error_detail="a captcha")

    product.refresh_from_db()
    assert (product.status, product.error_code, product.error_detail) == (S.FAILED, "challenge_page", "a captcha")
    change = StatusChange.objects.get(product=product)
    assert (change.old, change.new, change.error_code) == (S.IMPORTING, S.FAILED, "challenge_page")


def test_leaving_a_failure_clears_its_error(merchant, product_of):
    product = product_of(merchant, status=S.FAILED, error_code="page_gone", error_detail="410")

    move(product, S.IMPORTING)

    product.refresh_from_db()
    assert (product.status, product.error_code, product.error_detail) == (S.IMPORTING, "", "")


ARROWS = {(S.IMPORTING, S.IMPORTED), (S.IMPORTING, S.FAILED), (S.IMPORTED, S.ENHANCED), (S.FAILED, S.IMPORTING)}


@pytest.mark.parametrize(("old", "new"), [(a, b) for a in S for b in S if (a, b) not in ARROWS])
def test_no_other_arrow_exists(merchant, product_of, old, new):
    product = product_of(merchant, status=old)

    with pytest.raises(IllegalMove):
        move(product, new)

    assert not StatusChange.objects.filter(product=product).exists()


def test_of_two_workers_one_wins(merchant, product_of):
    product = product_of(merchant, status=S.IMPORTING)
    late = Product.objects.get(pk=product.pk)
    move(product, S.IMPORTED)

    with pytest.raises(LostRace):
        move(late, S.FAILED, error_code="timed_out")

    product.refresh_from_db()
    assert (product.status, product.error_code) == (S.IMPORTED, "")
    assert StatusChange.objects.filter(product=product).count() == 1


def test_the_database_refuses_an_error_on_a_product_that_did_not_fail(merchant, product_of):
    product = product_of(merchant)

    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(error_code="page_gone")
