"""``manage.py demo`` and the login that it and ``up`` make."""

import stat
from pathlib import Path

import pytest

from config import demo_login
from config.demo_shop import server
from config.demo_shop.catalogue import DEMO_LINKS, DemoLink
from merchants.models import Merchant, User
from tests.config.running import manage


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_the_login_works_and_stays_the_same(folder: Path) -> None:
    first, second = demo_login.make_demo_login(), demo_login.make_demo_login()

    assert first == second
    assert User.objects.get(email=first.email).check_password(first.password)
    assert list(first.merchant.memberships.values_list("user__email", "role")) == [(first.email, "owner")]
    assert stat.S_IMODE((folder / "demo-password").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_password_whose_file_was_lost_is_replaced(folder: Path) -> None:
    first = demo_login.make_demo_login()
    (folder / "demo-password").unlink()

    second = demo_login.make_demo_login()

    assert second.password != first.password
    assert User.objects.get(email=second.email).check_password(second.password)


@pytest.mark.django_db
def test_the_demo_login_is_no_staff_and_the_staff_login_no_merchant(folder: Path) -> None:
    demo, staff = demo_login.make_demo_login(), demo_login.make_staff_login()

    assert not User.objects.get(email=demo.email).is_staff
    assert User.objects.get(email=staff).is_superuser
    assert not User.objects.get(email=staff).memberships.exists()


@pytest.mark.django_db
def test_somebody_elses_merchant_named_demo_is_left_alone(folder: Path) -> None:
    theirs = Merchant.objects.create(name="Demo", slug="demo")

    with pytest.raises(demo_login.DemoTaken):
        demo_login.make_demo_login()

    assert not theirs.memberships.exists()
    assert not User.objects.filter(email=demo_login.EMAIL).exists()


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What ``demo`` says of each kind of page when it is run a second time on the same database."""
    folder = tmp_path_factory.mktemp("demo")
    with server.serve(slow_s=0) as shop:
        for _ in range(2):
            ended = manage("demo", folder=folder, DEMO_SHOP_HOST=f"127.0.0.1:{shop.server_port}")
            assert ended.returncode == 0, ended.stdout + ended.stderr
            assert "Merchant: demo" in ended.stdout
    lines = [line for line in ended.stdout.splitlines() if line.startswith("  ")]
    return {str(link.kind): line for link in DEMO_LINKS for line in lines if f"  {link.kind}  " in f"{line} "}


@pytest.mark.xdist_group("demo")  # run the command once for all of them
@pytest.mark.parametrize("link", DEMO_LINKS, ids=[link.slug for link in DEMO_LINKS])
def test_a_demo_page_ends_as_the_catalogue_says(imported: dict[str, str], link: DemoLink) -> None:
    line = imported[str(link.kind)]

    assert line.split()[0] == link.expect
    assert line.endswith(link.error_code or link.price or "no price"), line
