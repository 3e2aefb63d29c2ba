"""The pages of people, as a coordinator uses them."""

from datetime import date

import pytest
from django.urls import reverse

from beneficiaries.services import people
from reintegration.ground.audit import trail
from reintegration.ground.audit.models import IdempotencyKey
from reintegration.ground.reference.models import Establishment
from tests import pages
from tests.factories import make_centre, make_detention, make_person, make_province, make_user, reread
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

LIST = reverse("admin:beneficiaries_beneficiary_changelist")


def page_of(person):
    return reverse("admin:beneficiaries_beneficiary_change", args=[person.pk])


def test_the_add_page_leads_to_the_intake_page(office):
    assert office.get(reverse("admin:beneficiaries_beneficiary_add"))["Location"] == reverse("admin:intake")


def test_the_card_number_searched_for_is_not_kept_with_the_key_of_the_form(office, souad):
    address = f"{page_of(make_person(by=souad, cin='BE538984', is_ex_prisoner=True))}?_changelist_filters=q%3DBE538984"
    sent = pages.send(office, address, birth_place="Azemmour")
    assert (sent.status_code, sent["Location"]) == (302, f"{LIST}?q=BE538984")
    assert IdempotencyKey.objects.get().answer["url"] == LIST


def test_a_stale_form_is_refused_and_says_who_changed_what(office, souad):
    person = make_person(by=souad)
    data = pages.record_form(office.get(page_of(person))).sent(phone="0611111111")
    changed = reread(person)
    changed.birth_place = "Azemmour"
    people.save(person=changed, by=souad)

    response = office.post(page_of(person), data)

    shown = " ".join(pages.errors_of(response))
    assert "Souad" in shown
    assert "birth place" in shown
    assert reread(person).phone == ""


def test_a_form_without_its_version_is_refused(office, souad):
    person = make_person(by=souad)

    response = pages.send(office, page_of(person), phone="0611111111", version="")

    assert reread(person).phone == ""
    assert "incomplete" in " ".join(pages.errors_of(response))


def test_souad_changes_a_phone_and_the_trail_keeps_it(office, souad):
    person = make_person(by=souad)

    response = pages.send(office, page_of(person), phone="0611111111")

    assert response.status_code == 302, pages.errors_of(response)
    assert reread(person).phone == "0611111111"
    assert set(trail.entries_of(person)[0].changes) == {"phone", "search"}


def test_souad_cannot_move_a_file_to_another_centre_by_its_form(office, souad):
    person = make_person(by=souad)

    pages.send(office, page_of(person), centre=make_centre().pk, file_number="CAS-1")

    assert (reread(person).centre, reread(person).file_number) == (person.centre, person.file_number)


@pytest.mark.parametrize("query", ["BE 123456", "CAS-2026-00001", "0612345678", "العمراني فاطمة", "amrani"])
def test_souad_finds_a_person_by_what_she_has(office, souad, query):
    make_person(by=souad, cin="BE123456", phone="0612345678")
    make_person(by=souad, given_name_ar="حسن", family_name_ar="بناني", family_name_latin="Bennani")

    found = office.get(LIST, {"q": query}).context["cl"].result_list

    assert [person.family_name_latin for person in found] == ["El Amrani"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("sex__exact=F", 2),
        ("sex__exact=M", 0),
        ("episode=open", 2),
        ("episode=closed", 0),
        ("origin=is_ex_prisoner", 2),
        ("origin=has_alternative_sentence", 0),
        ("province=1", 0),
    ],
)
def test_filters_narrow_the_list(office, souad, query, count):
    make_person(by=souad)
    make_person(by=souad)

    assert len(office.get(f"{LIST}?{query}").context["cl"].result_list) == count


@pytest.mark.parametrize("query", ["cin_key=x", "cin__startswith=B", "search__contains=am", "centre__code=C1"])
def test_asking_about_hidden_fields_is_a_bad_request(office, query):
    assert office.get(f"{LIST}?{query}").status_code == 400


def test_souad_enters_a_new_residence_and_the_earlier_one_ends(office, souad):
    person = make_person(by=souad)
    row = {"residences-1-province": make_province("Settat").pk, "residences-1-starts_on": "2026-05-01"}

    response = pages.send(office, page_of(person), **row, **{"residences-TOTAL_FORMS": 2})

    assert response.status_code == 302, pages.errors_of(response)
    assert [str(r.ends_on) for r in person.residences.order_by("starts_on")] == ["2026-04-30", "None"]


def test_souad_enters_a_residence_before_the_current_one_and_is_told(office, souad):
    person = make_person(by=souad)
    row = {"residences-1-province": make_province("Settat").pk, "residences-1-starts_on": "2020-05-01"}

    response = pages.send(office, page_of(person), **row, **{"residences-TOTAL_FORMS": 2})

    assert "began later" in " ".join(pages.errors_of(response))
    assert person.residences.count() == 1


def test_opening_protected_facts_leaves_a_trace(office, souad):
    person = make_person(by=souad)
    make_detention(person, by=souad)

    page = office.get(page_of(person))

    assert "44812" in page.content.decode()
    assert trail.entries_of(person)[0].action == "read_protected"


def test_opening_a_file_without_protected_facts_leaves_none(office, souad):
    person = make_person(by=souad)

    office.get(page_of(person))

    assert trail.entries_of(person).count() == 1


def test_hassan_does_not_see_protected_facts(client, souad):
    person = make_person(by=souad)
    make_detention(person, by=souad)
    client.force_login(make_user("finance_officer"))

    page = client.get(page_of(person))

    assert page.status_code == 200
    assert "44812" not in page.content.decode()
    assert Establishment.objects.first().name not in page.content.decode()
    assert trail.entries_of(person).filter(action="read_protected").count() == 0


@pytest.mark.parametrize("url_of", [lambda person: LIST, page_of])
def test_pages_ask_as_often_at_25_rows_as_at_5(client, souad, url_of):
    person = make_person(by=souad)
    counts = []
    for number in (5, 20):
        for _row in range(number):
            make_person(by=souad)
            people.move(
                beneficiary=person,
                province=make_province(),
                on=date(2026, 3, 3 + person.residences.count()),
                by=souad,
            )
        client.force_login(souad)
        counts.append(count_queries(client, url_of(person)))
    assert counts[0] == counts[1]
