"""A name found wrong after printing: corrected in the person's file, the certificate replaced, the old one told so."""

import json

import pytest
from django.urls import reverse

from disbursements.models import Certificate, NumberSeries
from disbursements.services import handovers
from tests import pages
from tests.disbursements.factories import make_list
from tests.disbursements.paper_samples import read
from tests.factories import make_user

pytestmark = pytest.mark.django_db
STATES = [Certificate.Status.PREPARED, Certificate.Status.VALID]


def page(name, *args):
    return reverse(f"admin:{name}", args=args)


@pytest.fixture
def lines(souad):
    return list(make_list(by=souad, people=2).handovers.order_by("seat"))


def correct_name(client, person):
    """As the coordinator does it: the person's page, another name, saved."""
    url = page("beneficiaries_beneficiary_change", person.pk)
    assert pages.send(client, url, family_name_latin="El Alami", family_name_ar="العلمي").status_code == 302


def replace(client, certificate, reason="name misspelt"):
    return pages.send(client, page("disbursements_certificate_verb", certificate.pk, "replace"), reason=reason)


def print_of(client, certificate, language="fr"):
    return client.get(page("disbursements_certificate_pdf", certificate.pk, language))


def public_page(client, certificate):
    return client.get(f"/v/{certificate.code}").content.decode()


@pytest.mark.parametrize("state", STATES)
def test_coordinator_corrects_a_name_after_printing(client, souad, lines, state):
    client.force_login(souad)
    line = lines[0]
    if state == Certificate.Status.VALID:
        handovers.deliver(handover=line, by=souad, handed_on=line.ceremony.held_on)
    old = line.certificates.get()
    printed = print_of(client, old).content
    assert "EL AMRANI" in read(printed)[0].upper()
    correct_name(client, line.application.beneficiary)
    assert print_of(client, old).content == printed, "a reprint says what was frozen"
    assert replace(client, old).status_code == 302
    new = Certificate.objects.get(replaces=old)

    assert "Attestation remplacée" in public_page(client, old)
    said = {"valid": "Attestation valide", "prepared": "Attestation préparée"}[state]
    assert said in public_page(client, new) and new.number in public_page(client, new)
    assert (new.status, json.loads(new.content)["name"][1]) == (state, "Fatima El Alami")
    assert "EL ALAMI" in read(print_of(client, new).content)[0].upper()


def test_replaced_paper_is_not_printed_again_and_the_page_says_why(client, souad, lines):
    client.force_login(souad)
    old = lines[0].certificates.get()
    replace(client, old)
    new = Certificate.objects.get(replaces=old)
    response = client.get(page("disbursements_certificate_pdf", old.pk, "ar"), follow=True)
    body = response.content.decode()
    assert body.count("not in force any more") == 2, "the message, and the panel in place of the buttons"
    assert page("disbursements_certificate_change", new.pk) in pages.read(response).links
    assert page("disbursements_certificate_pdf", old.pk, "ar") not in pages.read(response).links


def test_numbers_go_on_without_a_gap(client, souad, lines):
    client.force_login(souad)
    replace(client, lines[0].certificates.get())
    replace(client, lines[1].certificates.get())
    numbers = [int(number[-5:]) for number in Certificate.objects.values_list("number", flat=True)]
    assert sorted(numbers) == list(range(1, 5)) and NumberSeries.objects.get(code__startswith="ATT").last == 4


def test_replacing_twice_leads_from_the_oldest_to_the_newest(client, souad, lines):
    client.force_login(souad)
    first = lines[0].certificates.get()
    replace(client, first)
    second = Certificate.objects.get(replaces=first)
    replace(client, second)
    assert [replace(client, paper).status_code for paper in (first, second)] == [200, 200], "refused: not live any more"
    states = [Certificate.objects.get(pk=paper.pk).status for paper in (first, second)]
    assert states == ["replaced", "replaced"] and Certificate.objects.live().count() == 2


def test_page_leads_to_what_outsiders_read(client, lines):
    client.force_login(make_user("auditor"))
    certificate = lines[0].certificates.get()
    shown = pages.read(client.get(page("disbursements_certificate_change", certificate.pk)))
    assert reverse("verify_code", args=[certificate.code]) in shown.links
    assert client.get(reverse("verify_code", args=[certificate.code])).status_code == 200


def test_list_shows_states_and_filters_by_them(client, souad, lines):
    client.force_login(souad)
    replace(client, lines[0].certificates.get())
    url = page("disbursements_certificate_changelist")
    counts = {
        state: client.get(url, {"status__exact": state}).context["cl"].result_count for state in Certificate.Status
    }
    assert counts == {"prepared": 2, "valid": 0, "replaced": 1, "cancelled": 0}
    assert "Replaced" in client.get(url, {"status__exact": "replaced"}).content.decode()
