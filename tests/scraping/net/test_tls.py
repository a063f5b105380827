"""Under TLS the name stays the name, certificates are verified, and nothing goes back to plain http."""

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from urllib3.util.ssl_ import create_urllib3_context

from scraping.errors import PageTooSlow, ShopUnreachable
from scraping.net import client, session
from tests.support.http import open_site

NAME = "shop.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Paths of a certificate for ``shop.example`` that signs itself, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    public = key.public_key()
    certificate = (
        x509.CertificateBuilder(name, name, public, x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def secure_site(certificate):
    """A shop under https; ``site.server_names`` are the names that clients said hello to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server_names = []
    context.sni_callback = lambda sock, name, context: server_names.append(name)
    with open_site(context) as site:
        site.server_names = server_names
        yield site


@pytest.fixture
def trusted(certificate, monkeypatch):
    """The process trusts the test's certificate, and no other."""
    context = create_urllib3_context()
    context.load_verify_locations(certificate[0])
    monkeypatch.setattr(session, "tls_context", lambda: context)


@pytest.fixture
def secure_policy(secure_site, allow, names):
    for name in (NAME, "other.example"):
        names.add(name, ["127.0.0.1"])
    return allow(f"{NAME}:{secure_site.port}", f"other.example:{secure_site.port}")


def test_name_and_certificate_belong_to_the_name_not_the_address(secure_site, secure_policy, trusted):
    secure_site.page("/lamp")

    answer = client.get(secure_site.url("/lamp", host=NAME), secure_policy)

    assert answer.status == 200
    assert secure_site.server_names == [NAME]
    assert secure_site.asked[0].headers["host"] == f"{NAME}:{secure_site.port}"


def test_a_certificate_for_another_name_is_refused(secure_site, secure_policy, trusted):
    with pytest.raises(ShopUnreachable, match="certificate"):
        client.get(secure_site.url("/lamp", host="other.example"), secure_policy)

    assert secure_site.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_site, secure_policy):
    with pytest.raises(ShopUnreachable, match="certificate"):
        client.get(secure_site.url("/lamp", host=NAME), secure_policy)

    assert secure_site.asked == []


def test_the_environment_cannot_name_other_authorities(secure_site, secure_policy, certificate, monkeypatch):
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(variable, str(certificate[0]))

    with pytest.raises(ShopUnreachable, match="certificate"):
        client.get(secure_site.url("/lamp", host=NAME), secure_policy)


def test_a_handshake_that_never_ends_is_left_at_the_deadline(allow):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        pair = f"127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(PageTooSlow):
            client.get(f"https://{pair}/", allow(pair, fetch_deadline_s=0.3, connect_timeout_s=5, read_timeout_s=5))


def test_a_drip_under_tls_ends_at_the_deadline(secure_site, secure_policy, trusted):
    def drip(answer):
        answer.head(Content_Type="text/html", Connection="close")
        answer.forever(b"x", 0.02)

    secure_site.route("/drip", drip)

    with pytest.raises(PageTooSlow):
        client.get(secure_site.url("/drip", host=NAME), replace(secure_policy, fetch_deadline_s=0.9))


def test_from_https_no_way_leads_to_plain_http(secure_site, secure_policy, site, trusted):
    site.page("/lamp")
    secure_site.redirect("/old", site.url("/lamp"))

    with pytest.raises(ShopUnreachable):
        client.get(secure_site.url("/old", host=NAME), secure_policy)

    assert site.asked == []


def test_a_careless_http_location_is_taken_to_https(secure_site, secure_policy, names, trusted, dialled_after_first):
    names.add("plain.example", ["93.184.216.34"])
    secure_site.redirect("/old", "http://plain.example/lamp")

    with pytest.raises(ShopUnreachable):
        client.get(secure_site.url("/old", host=NAME), secure_policy)

    assert dialled_after_first == ["93.184.216.34:443"]
