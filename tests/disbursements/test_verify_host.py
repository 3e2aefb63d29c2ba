"""The host printed on papers: neutral, it serves the public pages alone; the same as the office's, it serves both."""

import os
import subprocess
import sys

import pytest

from disbursements.models import Certificate
from tests.disbursements.factories import make_list
from tests.disbursements.outward_words import FULL_NAME, forbidden_in

pytestmark = pytest.mark.django_db
NEUTRAL = "verify.example.org"
OFFICE_PAGES = [
    "/login/",
    "/beneficiaries/beneficiary/",
    "/figures/",
    "/pass/",
    "/pass/TOKEN/",
    "/admin/",
    "/i18n/setlang/",
    "/jsi18n/",
    "/nothing/",
]


@pytest.fixture
def neutral(client, settings):
    settings.PUBLIC_HOSTS = [NEUTRAL]
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, NEUTRAL]
    client.defaults["HTTP_HOST"] = f"{NEUTRAL}:8443"
    return client


@pytest.fixture
def code(souad):
    make_list(by=souad, people=1)
    return Certificate.objects.get().code


def test_neutral_host_answers_codes(neutral, code):
    assert neutral.get(f"/v/{code}").status_code == 200
    assert "شهادة معدة" in neutral.get(f"/verify/{code}/").content.decode()


def test_neutral_host_asks_for_the_code_at_its_root(neutral):
    assert 'name="number"' in neutral.get("/").content.decode()


def test_neutral_host_knows_no_page_of_the_office(neutral, souad):
    unknown = neutral.get(f"/v/{'Z' * 26}").content
    neutral.force_login(souad)
    for path in OFFICE_PAGES:
        response = neutral.get(path)
        assert (response.status_code, response.content) == (404, unknown), path


def test_office_host_serves_its_pages_and_the_public_ones(client, code):
    assert client.get("/login/").status_code == 200
    assert client.get(f"/v/{code}").status_code == 200


def test_host_that_nobody_set_is_refused(client):
    assert client.get("/verify/", HTTP_HOST="other.example.org").status_code == 400


def test_pages_headers_and_addresses_tell_nothing_of_the_past(neutral, code):
    for path in ("/", f"/v/{code}", f"/verify/{code}/", "/login/"):
        response = neutral.get(path)
        told = "\n".join([path, NEUTRAL, *map(": ".join, response.items()), response.content.decode()])
        assert forbidden_in(told) == [], path
        assert "مؤسسة محمد السادس" in told and not any(name in told for name in FULL_NAME)


def test_control_the_office_tells_it(client):
    """The negative control: its door carries the full name."""
    assert forbidden_in(client.get("/login/").content.decode())


SETTINGS = "from reintegration import settings as s; print(s.PUBLIC_HOSTS, 'verify.example.org' in s.ALLOWED_HOSTS)"


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        ("cases.example.org", "['verify.example.org'] True"),
        ("cases.example.org,verify.example.org", "[] True"),
        (".example.org", "[] False"),
        ("*", "[] False"),
    ],
)
def test_host_serves_the_public_pages_alone_unless_it_is_an_office_host(allowed, said):
    environment = os.environ | {"DEMO": "1", "DEMO_PUBLIC": "1", "ALLOWED_HOSTS": allowed}
    environment |= {"VERIFY_HOST": "Verify.example.org:8443"}
    told = subprocess.run([sys.executable, "-c", SETTINGS], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == said
