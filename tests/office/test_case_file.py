"""The case file: one person on one page for whoever may see them, and what is protected only for a written reason."""

import pytest
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Beneficiary
from beneficiaries.services import anonymising, episodes, visits
from reintegration.ground.access.models import User
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.reference.models import Axis
from reintegration.office import case_panels, path, path_course
from tests.disbursements.factories import make_approved, make_cheque, make_equipment
from tests.factories import (
    NATIONAL_ROLES,
    OPENED_ON,
    make_coordinator,
    make_detention,
    make_intervention,
    make_person,
    make_project,
    make_user,
    reread,
)
from tests.programs.factories import make_application
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

CARD, PRISON = "BK204312", "N-44812"


@pytest.fixture
def souad():
    return make_coordinator()


@pytest.fixture
def person(souad):
    return make_person(by=souad, cin=CARD, vulnerability_note="Diabète")


def url_of(person):
    return reverse("admin:case", args=[person.file_number])


def entries(action):
    return [(entry.by, entry.note) for entry in AuditEntry.objects.filter(action=action)]


# --- who sees it


def test_another_centres_file_answers_as_none_does(client, person):
    client.force_login(make_coordinator())

    asked = (url_of(person), "/cases/CAS-1999-99999/", "/cases/%00/")

    assert [client.get(url).status_code for url in asked] == [404, 404, 404]
    assert client.post(url_of(person), {"open": "card"}).status_code == 404
    assert entries("read_card") == []


@pytest.mark.parametrize("role", NATIONAL_ROLES)
def test_head_office_reads_the_file_and_omar_does_not(client, person, role):
    client.force_login(make_user(role))

    assert client.get(url_of(person)).status_code == (403 if role == "administrator" else 200)


def test_case_file_asks_as_often_for_a_long_life_as_for_a_short_one(client, souad, person):
    client.force_login(souad)
    file = make_application(status="approved", person=person, by=souad)
    make_cheque(file, "1000")
    make_equipment(file)
    visits.plan(project=file.project, handed_on=OPENED_ON, by=souad)
    make_intervention(people=[person], by=souad)
    few = count_queries(client, url_of(person))
    for _time in range(4):
        again = make_application(person=person, by=souad)
        visits.plan(project=again.project, handed_on=OPENED_ON, by=souad)
        make_intervention(people=[person], by=souad)

    assert count_queries(client, url_of(person)) == few
    assert few < 28


# --- what is protected


def test_protected_facts_stay_closed_until_souad_writes_why(client, souad, person):
    make_detention(person, by=souad, number=PRISON)
    make_intervention(people=[person], by=souad, axis=Axis.objects.get(code="health"), subject="Hospitalisation")
    client.force_login(souad)
    protected = (PRISON, "Diabète", "Hospitalisation")

    closed = client.get(url_of(person)).text
    refused = client.post(url_of(person), {"open": "protected", "reason": " "}).text
    assert not [word for word in protected if word in closed + refused]
    assert 'id="reason-error"' in refused
    assert entries("read_protected") == []

    opened = client.post(url_of(person), {"open": "protected", "reason": "Court summons"}).text
    assert [word for word in protected if word in opened] == list(protected)
    assert entries("read_protected") == [(souad, "Court summons")]
    assert PRISON not in client.get(url_of(person)).text


def test_hassan_who_pays_is_offered_nothing_protected_and_gets_nothing(client, souad, person):
    make_detention(person, by=souad, number=PRISON)
    client.force_login(make_user("finance_officer"))

    assert 'id="protected"' not in client.get(url_of(person)).text
    assert client.post(url_of(person), {"open": "protected", "reason": "Curious"}).status_code == 403
    assert entries("read_protected") == []


def test_card_number_shows_on_request_with_an_entry(client, souad, person):
    client.force_login(souad)

    assert CARD not in client.get(url_of(person)).text
    assert CARD in client.post(url_of(person), {"open": "card"}).text
    assert entries("read_card") == [(souad, "")]


# --- joined and anonymised files


def test_joined_file_says_which_is_the_main_one(client, souad, person):
    other = make_person(by=souad)
    Beneficiary.objects.filter(pk=other.pk).update(canonical=person)
    elsewhere = make_person()
    Beneficiary.objects.filter(pk=elsewhere.pk).update(canonical=person)
    client.force_login(souad)

    assert f'href="{url_of(person)}"' in client.get(url_of(other)).text
    main = client.get(url_of(person)).text
    assert f'href="{url_of(other)}"' in main
    assert elsewhere.file_number not in main


def test_file_of_an_anonymised_person_names_nobody(client, souad, person):
    episodes.close(episode=person.episodes.get(), by=souad, closed_on=OPENED_ON, exit="moved")
    anonymising.anonymise(beneficiary=person, by=make_user("programme_officer"), reason="Asked by the person")
    client.force_login(souad)

    page = client.get(url_of(person))

    assert person.family_name_latin not in page.text
    assert 'id="protected"' not in page.text
    assert page.context["place"].next_label == ""


# --- the path


def place_of(person, user):
    return path.of_people([reread(person)], user=reread(user))[person.pk]


def undiagnosed(souad):
    return make_person(by=souad)


def drafted(souad):
    return make_project(by=souad).beneficiary


def priceless(souad):
    return make_project(by=souad, items=()).beneficiary


def in_status(status):
    def make(souad):
        return make_application(status=status, by=souad).beneficiary

    return make


def signed_not(souad):
    file = make_approved(by=souad)
    make_cheque(file, str(file.amount_approved))
    return file.beneficiary


def ready(souad):
    file = make_approved(by=souad)
    make_cheque(file, str(file.amount_approved), status="committed")
    return file.beneficiary


def to_visit(souad):
    project = make_project(by=souad)
    visits.plan(project=project, handed_on=OPENED_ON, by=souad)
    return project.beneficiary


def closed(souad):
    person = make_person(by=souad)
    episodes.close(episode=person.episodes.get(), by=souad, closed_on=OPENED_ON, exit="moved")
    return person


POINTS = {
    # Who stands there, their step, what comes next, and the roles that may do it.
    "undiagnosed": (undiagnosed, "diagnosis", "Write the diagnosis", "coordinator"),
    "drafted": (drafted, "project", "Apply to a program", "coordinator"),
    "priceless": (priceless, "project", "Complete the project", "coordinator"),
    "returned": (in_status("returned"), "project", "Complete the file", "coordinator"),
    "submitted": (in_status("submitted"), "selection", "Check the file", "programme_officer"),
    "checked": (in_status("checked"), "selection", "Decide", "approver"),
    "approved": (in_status("approved"), "money", "Prepare orders and cheques", "finance_officer"),
    "prepared": (signed_not, "money", "Sign the cheque", "finance_officer"),
    "ready": (ready, "handover", "Arrange the handover", "coordinator programme_officer"),
    "visits": (to_visit, "visits", "Record the visit", "coordinator"),
    "closed": (closed, "", "", ""),
}


@pytest.mark.parametrize("point", POINTS)
def test_each_point_of_the_path_has_one_next_step_whose_button_opens_for_its_holders_alone(client, souad, point):
    make, step, label, role = POINTS[point]
    person = make(souad)
    everybody = {"coordinator": souad, **{one: make_user(one) for one in NATIONAL_ROLES[:-1]}}

    places = {one: place_of(person, user) for one, user in everybody.items()}

    assert {(place.step, place.next_label) for place in places.values()} == {(step, label)}
    holders = {one for one, place in places.items() if place.next_url}
    assert holders == set(role.split())
    for one in holders:
        client.force_login(everybody[one])
        assert client.get(places[one].next_url).status_code == 200


@pytest.mark.parametrize(
    ("make", "support", "follow_up"),
    [(signed_not, "now", "Not started"), (ready, "done", "Not started"), (closed, "Not recorded", "Not recorded")],
)
def test_each_step_of_the_path_says_what_it_is(souad, make, support, follow_up):
    person = reread(make(souad))
    place = path.of_people([person], user=souad)[person.pk]
    steps = case_panels.steps(path_course.Course(person, souad, timezone.localdate()), place)
    said = ["now" if step.is_now else "done" if step.is_done else step.words for step in steps]

    assert (said[list(path.STEPS).index("money")], said[-1]) == (support, follow_up)


def test_the_path_of_many_people_asks_as_often_as_that_of_few(souad, django_assert_num_queries):
    def people(number):
        made = [make_application(status="approved", by=souad).beneficiary for _one in range(number)]
        return list(Beneficiary.objects.filter(pk__in=[person.pk for person in made]))

    user = User.objects.get(pk=souad.pk)
    few, many = people(1), people(6)
    with django_assert_num_queries(11):
        path.of_people(few, user=user)
    with django_assert_num_queries(10):
        path.of_people(many, user=user)
