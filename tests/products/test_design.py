"""The page of all components."""

from pathlib import Path

from django.conf import settings

ELSEWHERE = {
    "finder",
    "header",
    "language",
    "theme",
    "people_menu",
    "messages",
    "nav_link",
    "wrong",
    "arrival",
    "setting",
    "chart_lines",
}
"""Parts of the frame, which stand on the page as on every other, and two that are pages of their own."""


def test_it_shows_every_component(client_of, user):
    page = client_of(user).get("/design")

    used = {Path(template.name).stem for template in page.templates if template.name}
    made = {path.stem for path in Path(settings.BASE_DIR, "templates/components").glob("*.html")}
    assert made - used - ELSEWHERE == set()


def test_who_is_not_signed_in_is_led_to_the_login(client, db):
    assert client.get("/design").status_code == 302
