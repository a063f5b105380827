"""A page without an icon makes every browser ask for /favicon.ico, which is not there."""


def test_the_admin_names_its_icon(client, db):
    assert 'rel="icon"' in client.get("/admin/login/").text
