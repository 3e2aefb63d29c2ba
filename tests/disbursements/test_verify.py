"""The public page: each state in words, as little as proves the paper, and one answer for whatever is unknown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from disbursements.codes import as_written, number_as_written
from disbursements.models import Certificate
from disbursements.public import FIELDS, QUESTION, TOO_MANY, UNKNOWN, VERDICTS, initials
from disbursements.services import certificates, handovers
from reintegration.ground.accounts import limits
from reintegration.ground.accounts.models import Session
from reintegration.ground.classes import owner_of
from reintegration.ground.keys import owned
from tests.disbursements.factories import make_list
from tests.reading import Page

pytestmark = pytest.mark.django_db
NOBODYS = "Z" * 26
UNKNOWN_CODES = [
    NOBODYS,
    "x",
    "0",
    "é" * 26,
    "U" * 26,
    "A" * 2000,
    "..%2F..%2Fadmin",
    "a/b/c",
    "a%0Ab",
    "%00",
    "%E2%80%8E",
    "' OR 1=1 --",
    "%25",
    "_" * 26,
]


@pytest.fixture
def ceremony(souad):
    return make_list(by=souad, people=1)


@pytest.fixture
def certificate(ceremony):
    """The prepared certificate of Fatima El Amrani, in no other state yet."""
    return Certificate.objects.get()


def make_valid(certificate, by):
    line = certificate.handover
    handovers.deliver(handover=line, by=by, handed_on=line.ceremony.held_on)
    return certificates.live(line)


def ask(client, code, **headers):
    return client.get(f"/verify/{code}/", **headers)


def shown(response):
    return response.content.decode()


def test_visitor_reads_a_valid_certificate_in_both_languages(client, souad, certificate):
    make_valid(certificate, souad)
    response = ask(client, certificate.code)
    page = shown(response)
    assert response.status_code == 200
    assert [word for word in ("شهادة صحيحة", "Attestation valide", "ف. ع.", "F. A.") if word not in page] == []
    assert page.count(certificate.number) == 2


def test_visitor_learns_nothing_else_about_the_holder(client, certificate):
    person = certificate.handover.application.beneficiary
    page = shown(ask(client, certificate.code))
    kept = [person.family_name_ar, person.family_name_latin, person.given_name_ar, person.given_name_latin]
    kept += [person.file_number, "15\u00a0000", certificate.code, "مقر العمالة", "Souad"]
    assert [word for word in kept if word in page] == []


def test_visitor_reads_that_the_handover_is_not_recorded_yet(client, certificate):
    page = shown(ask(client, certificate.code))
    assert "شهادة معدة" in page and "verdict--info" in page


def test_visitor_reads_that_a_certificate_was_cancelled(client, souad, certificate):
    handovers.mark_absent(handover=certificate.handover, by=souad)
    page = shown(ask(client, certificate.code))
    assert "شهادة ملغاة" in page and "Attestation annulée" in page and "verdict--bad" in page


def test_visitor_reads_that_a_newer_paper_exists_but_not_which(client, souad, certificate):
    new = certificates.replace(certificate=certificate, by=souad, reason="misspelt")
    page = shown(ask(client, certificate.code))
    assert "شهادة معوضة" in page and "Attestation remplacée" in page
    assert new.number not in page and new.code not in page and new.code[:8] not in page


def test_each_state_has_its_own_words_shape_and_colour():
    assert set(VERDICTS) == set(Certificate.Status)
    for part in ("title", "icon", "tone"):
        assert len({str(getattr(verdict, part)) for verdict in VERDICTS.values()}) == len(VERDICTS)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_word_is_said_in_both_languages(language):
    verdicts = [*VERDICTS.values(), UNKNOWN, QUESTION, TOO_MANY]
    words = [word for verdict in verdicts for word in (verdict.title, verdict.says) if word]
    words += [field["label"] for field in FIELDS]
    sources = [str(word) for word in words]
    with translation.override(language):
        assert [source for source, word in zip(sources, words, strict=True) if str(word) == source] == []


def test_arabic_reader_meets_latin_letters_in_the_french_half_alone(client, certificate):
    for url in ("/verify/", f"/v/{NOBODYS}", f"/v/{certificate.code}"):
        page = Page(shown(client.get(url)))
        assert (page.language, page.direction, page.foreign_to_arabic()) == ("ar", "rtl", [])


def test_anonymised_person_leaves_number_and_state_alone(client, souad, certificate):
    make_valid(certificate, souad)
    owned.destroy(owner=owner_of(certificate))
    page = shown(ask(client, certificate.code))
    assert certificate.number in page and "شهادة صحيحة" in page
    assert [word for word in ("ف. ع.", "F. A.", "Initiales", "Saison", "Date", "anonymised") if word in page] == []


def answer_to(client, url):
    """Everything that an answer tells: status, headers, bytes, and how often the database was asked."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    headers = {name: value for name, value in response.items() if name != "X-Request-ID"}
    return response.status_code, headers, response.content, len(captured)


def test_every_unknown_code_gets_the_same_answer(client, certificate, monkeypatch):
    monkeypatch.setitem(limits.RATES, "verify", "1000/m/ip")
    answer_to(client, f"/verify/{NOBODYS}/")
    expected = answer_to(client, f"/verify/{NOBODYS}/")
    assert expected[0] == 404
    addresses = [f"{start}{code}{end}" for code in UNKNOWN_CODES for start in ("/verify/", "/v/") for end in ("/", "")]
    addresses += [
        f"/verify/?number={certificate.number}&code={code}" for code in ("", "ZZZZZZZZ", certificate.code[:7])
    ]
    addresses += [
        f"/verify/?code={certificate.code[:8]}",
        f"/verify/?number=ATT-1999-00001&code={certificate.code[:8]}",
    ]
    assert [url for url in addresses if answer_to(client, url) != expected] == []


def test_control_the_comparison_of_answers_sees_a_known_code(client, certificate):
    assert answer_to(client, f"/verify/{certificate.code}/") != answer_to(client, f"/verify/{NOBODYS}/")


@pytest.mark.parametrize(
    "write", [str.lower, lambda code: f" {code[:8]}-{code[8:16]}–{code[16:]} ", "\u200e{}\u200f".format]
)
def test_visitor_types_the_code_with_small_letters_dashes_and_spaces(client, certificate, write):
    assert ask(client, write(certificate.code)).status_code == 200
    assert client.get("/verify/", {"code": write(certificate.code)}).status_code == 200


def test_letters_that_look_like_digits_are_read_as_digits():
    assert as_written("oO-iI lL ٣٤") == "00111134"
    assert as_written("U123") == as_written("") == as_written("é") == ""


@pytest.mark.parametrize("number", ["att-2026-00007", " ATT 2026 00007 ", "ATT–٢٠٢٦–٠٠٠٠٧"])
def test_number_is_read_however_it_was_typed(number):
    assert number_as_written(number) == "ATT-2026-00007"


def test_visitor_types_what_stands_on_the_paper(client, certificate):
    short = f"{certificate.code[:4]}-{certificate.code[4:8]}".lower()
    response = client.get("/verify/", {"number": certificate.number, "code": short})
    assert response.status_code == 200 and certificate.number in shown(response)


def test_visitor_without_a_code_is_told_what_to_type(client):
    pages = [client.get(url) for url in ("/verify/", "/verify", "/v/")]
    assert {page.status_code for page in pages} == {200}
    assert 'name="number"' in shown(pages[0]) and "الرمز تحت المربع" in shown(pages[0])


def test_address_of_the_code_is_the_whole_page(client, certificate):
    assert reverse("verify_code", args=[certificate.code]) == f"/verify/{certificate.code}/"
    assert client.get(f"/v/{certificate.code}").content == ask(client, certificate.code).content


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_page_is_only_read(client, certificate, method):
    client.handler.enforce_csrf_checks = True
    for url in ("/verify/", f"/verify/{certificate.code}/", f"/v/{NOBODYS}"):
        assert getattr(client, method)(url).status_code == 405


def test_head_answers_as_get_without_a_body(client, certificate):
    response = client.head(f"/v/{certificate.code}")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("code", ["", NOBODYS])
def test_page_sets_no_cookie_and_is_kept_and_listed_by_nobody(client, code):
    response = client.get(f"/v/{code}")
    assert not response.cookies and not Session.objects.exists()
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"] and response["Referrer-Policy"] == "no-referrer"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "script" not in policy and "<script" not in shown(response) and "csrf" not in shown(response)


def test_signed_in_user_reads_what_everybody_reads(client, souad, certificate):
    before = ask(client, certificate.code).content
    client.force_login(souad)
    client.cookies["django_language"] = "fr"
    assert ask(client, certificate.code).content == before


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("إسماعيل الزياني", "إ. ز."),
        ("أبو الخير بجير", "أ. ب."),
        ("فاطمة", "ف."),
        ("", ""),
        ("Fatima El Amrani", "F. A."),
    ],
)
def test_initials_are_two_letters_at_most(name, letters):
    assert initials(name) == letters
