"""The pages on which head office compares two files and decides."""

import pytest
from django.urls import reverse

from beneficiaries.services import duplicates
from tests import pages
from tests.factories import close_episode, make_coordinator, make_person, make_user, reread
from tests.programs.factories import make_application, make_line
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

LIST = reverse("admin:beneficiaries_possibleduplicate_changelist")


@pytest.fixture
def souad():
    return make_coordinator()


@pytest.fixture
def item(souad):
    make_person(by=souad, cin="BE123456")
    amal = make_coordinator()
    double = make_person(by=amal, cin="BE123456", birth_year=1991)
    (found,) = duplicates.look_elsewhere(beneficiary=double, by=amal)
    return found


@pytest.fixture
def head_office(client):
    client.force_login(make_user("programme_officer"))
    return client


def page_of(item, *verb):
    name = f"admin:beneficiaries_possibleduplicate_{'verb' if verb else 'change'}"
    return reverse(name, args=[item.pk, *verb])


def test_nadia_sees_both_files_beside_each_other_and_what_matches(head_office, item):
    shown = head_office.get(page_of(item)).content.decode()

    for text in (item.person.file_number, item.other.file_number, "nearly the same", "…456"):
        assert text in shown
    assert "BE123456" not in shown


def test_nadia_decides_with_a_reason_and_the_later_file_leads_to_the_earlier(head_office, item):
    close_episode(item.person)

    assert pages.send(head_office, page_of(item, "same"), reason="").status_code == 200
    response = pages.send(head_office, page_of(item, "same"), reason="the card")

    assert response["Location"] == page_of(item)
    assert reread(item.person).canonical == item.other
    assert "the card" in head_office.get(page_of(item)).content.decode()


def test_clerk_of_the_later_file_never_reads_which_the_earlier_is(client, item):
    close_episode(item.person)
    duplicates.same(duplicate=item, by=make_user("programme_officer"), reason="the card")
    client.force_login(item.found_by)
    pages_of_file = [
        reverse("admin:case", args=[item.person.file_number]),
        *(reverse(f"admin:beneficiaries_beneficiary_{page}", args=[item.person_id]) for page in ("change", "history")),
    ]

    for address in pages_of_file:
        response = client.get(address)
        assert response.status_code == 200
        assert item.other.file_number not in response.content.decode(), address


def test_nadia_is_told_which_accompaniment_is_in_the_way(head_office, item):
    response = pages.send(head_office, page_of(item, "same"), reason="the card")

    assert "Both files have an open accompaniment" in response.content.decode()


def test_two_files_funded_in_one_season_are_an_incident(head_office, souad):
    amal, line = make_coordinator(), make_line(amount="500000")
    files = [make_person(by=by) for by in (souad, amal)]
    (item,) = duplicates.look_elsewhere(beneficiary=files[1], by=amal)
    assert "got money" not in head_office.get(page_of(item)).content.decode()

    for person, by in zip(files, (souad, amal), strict=True):
        make_application(status="approved", person=person, by=by, line=line)

    assert "Both files got money" in head_office.get(page_of(item)).content.decode()


def test_list_asks_the_same_for_more_pairs(head_office, item):
    few = count_queries(head_office, LIST)
    for _number in range(3):
        amal = make_coordinator()
        duplicates.look_elsewhere(beneficiary=make_person(by=amal), by=amal)

    assert count_queries(head_office, LIST) == few
