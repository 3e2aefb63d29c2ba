"""Every answer carries the headers: faults, refusals and static files too; the walk of tests/access asks every page."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from reintegration.ground import headers
from reintegration.ground.sealed import SealError
from tests.headers import header_faults
from tests.test_settings import run

pytestmark = pytest.mark.django_db


def fails(request):
    raise ValueError("for the test")


def locked(request):
    raise SealError("for the test")


urlpatterns = [
    path("fails", fails),
    path("locked", locked),
    path("file", lambda request: HttpResponse(b"%PDF", content_type="application/pdf")),
    path("who", lambda request: HttpResponse(request.META["REMOTE_ADDR"])),
]
handler500 = "reintegration.office.error_views.server_error"
SCREENED = [
    ("/fails", 500),
    ("/locked", 503),
    ("/file", 200),
]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("url", "status"), SCREENED)
@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_and_a_file_carry_the_headers(visitor, url, status):
    response = visitor.get(url)

    assert response.status_code == status
    assert header_faults(response, url) == []


def test_what_is_refused_or_not_found_carries_the_headers(visitor):
    answers = {
        "another host": visitor.get("/", headers={"host": "elsewhere.test"}),
        "no token": Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "fr"}),
        "no page": visitor.get("/nothing/here/"),
        "a certificate": visitor.get("/verify/"),
        "health": visitor.get("/livez"),
    }

    assert [answer.status_code for answer in answers.values()] == [400, 403, 302, 200, 200]
    assert [fault for where, answer in answers.items() for fault in header_faults(answer, where)] == []


def test_a_static_file_carries_the_policy_and_is_kept(visitor):
    response = visitor.get("/static/img/mark.svg")
    response.close()

    assert response.status_code == 200
    assert header_faults(response, "mark") == ["mark: kept by browsers"]
    assert "max-age" in response.headers["Cache-Control"]


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True, SECURE_SSL_REDIRECT=True)
def test_an_answer_by_tls_asks_for_tls_for_a_year_and_one_without_leads_there(visitor):
    assert (
        visitor.get("/verify/", secure=True)
        .headers["Strict-Transport-Security"]
        .startswith("max-age=31536000; includeSubDomains")
    )
    assert visitor.get("/verify/").headers["Location"] == "https://testserver/verify/"


def test_real_work_asks_for_tls():
    says = "from reintegration import settings as s; print(s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE)"

    assert run("-c", says) == (0, "31536000 True\n")


@override_settings(ROOT_URLCONF=__name__, BEHIND_PROXY=True)
def test_an_address_is_the_last_that_the_proxy_notes_and_no_invented_one(visitor):
    assert visitor.get("/who", headers={"x-forwarded-for": "10.0.0.1, 192.0.2.7"}).content == b"192.0.2.7"
    assert visitor.get("/who", headers={"x-forwarded-for": "10.0.0.1, nobody"}).content == b"127.0.0.1"
    assert visitor.get("/who").content == b"127.0.0.1"


@override_settings(ROOT_URLCONF=__name__)
def test_without_a_proxy_nobody_chooses_their_address(visitor):
    assert visitor.get("/who", headers={"x-forwarded-for": "192.0.2.7"}).content == b"127.0.0.1"


@override_settings(ROOT_URLCONF=__name__)
def test_control_an_answer_without_our_headers_is_seen(monkeypatch):
    monkeypatch.setattr(headers, "ALWAYS", {})
    one = "django.middleware.clickjacking.XFrameOptionsMiddleware"
    without = [name for name in settings.MIDDLEWARE if "csp" not in name and name != one]

    with override_settings(MIDDLEWARE=without, SECURE_CONTENT_TYPE_NOSNIFF=False):
        faults = header_faults(Client().get("/file"), "file")

    assert len(faults) == 10
