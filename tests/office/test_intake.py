"""The intake page: a person comes in by one short form, and who may have a file already is seen before."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beneficiaries.models import Beneficiary, PossibleDuplicate
from beneficiaries.services import duplicates
from reintegration.ground.access.models import User
from reintegration.ground.accounts import limits
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.drafts.models import Draft
from reintegration.office import intake
from tests import pages
from tests.factories import make_centre, make_coordinator, make_person, make_posting, make_user, reread, typed_person

pytestmark = pytest.mark.django_db

INTAKE, KNOWN = reverse("admin:intake"), reverse("admin:intake_duplicates")
HASSAN = {
    "given_name_ar": "حسن",
    "family_name_ar": "البناني",
    "given_name_latin": "Hassane",
    "family_name_latin": "El Bennani",
    "sex": "M",
    "birth_year": 1985,
}


@pytest.fixture
def souad():
    return make_coordinator()


@pytest.fixture
def office(client, souad):
    client.force_login(souad)
    return client


def typed(client, **changes):
    return pages.record_form(client.get(INTAKE)).sent(**typed_person(**changes))


def save(client, **changes):
    return client.post(INTAKE, typed(client, **changes))


def errors(response):
    return " ".join(line for lines in response.context["form"].errors.values() for line in lines)


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# --- entering


def test_souad_enters_a_person_and_the_file_is_open(office, souad):
    response = save(office, father="الحسين", birth="٣/4/85")

    person = Beneficiary.objects.get()
    assert response["Location"] == reverse("admin:case", args=[person.file_number])
    assert (person.name_latin, person.birth_date, person.birth_year) == ("Hassan Bennani", date(1985, 4, 3), 1985)
    assert (person.father_name_ar, person.centre) == ("الحسين", souad.postings_now[0].centre)
    residence, episode = person.residences.get(), person.episodes.get()
    assert (residence.address, str(residence.province)) == ("12 rue des Orangers", "El Jadida")
    assert (episode.worker, episode.opened_on) == (souad, date(2026, 3, 2))
    assert [consent.purpose for consent in person.consents.all()] == ["accompaniment"]


def test_souad_goes_on_to_the_next_person(office):
    assert save(office, _next="1", father="Lahcen")["Location"] == INTAKE
    assert Beneficiary.objects.get().father_name_latin == "Lahcen"


def test_colleague_of_the_centre_is_put_in_charge_and_nobody_else(office, souad):
    karim = make_user("social_worker", souad.postings_now[0].centre)
    stranger = make_coordinator()

    assert "valid choice" in errors(save(office, worker=stranger.pk))
    save(office, worker=karim.pk)

    assert Beneficiary.objects.get().episodes.get().worker == karim


def test_coordinator_of_two_centres_chooses_between_them(office, souad):
    second, foreign = make_centre(), make_centre()
    karim = make_user("social_worker", souad.postings_now[0].centre)
    assert "centre" not in pages.record_form(office.get(INTAKE)).values
    make_posting(user=souad, role="coordinator", centre=second, starts_on=date(2020, 1, 1))

    assert str(foreign.pk) not in pages.record_form(office.get(INTAKE)).choices["centre"]
    assert "does not work at this centre" in errors(save(office, centre=second.pk, worker=karim.pk))
    save(office, centre=second.pk)

    assert Beneficiary.objects.get().centre == second


@pytest.mark.parametrize("text", ["عين سبع", "عين السبع", "Ain Sebaa", "aïn-sebaâ"])
def test_province_is_understood_as_people_write_it(office, text):
    save(office, province=text)

    assert "Sebaâ" in Beneficiary.objects.get().residences.get().province.name_fr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"birth": ""}, "required"),
        ({"birth": "1785"}, "cannot be right"),
        ({"birth": "31/02/1985"}, "no such day"),
        ({"has_agreed": None}, "required"),
        ({"province": "Atlantis"}, "called so"),
        ({"province": "Sidi"}, "Which one"),
        ({"is_ex_prisoner": None}, "at least one origin"),
        ({"opened_on": "01/01/2200"}, "still to come"),
    ],
)
def test_souad_leaves_a_question_open_and_is_told(office, change, message):
    response = save(office, **change)

    assert message in errors(response)
    assert not Beneficiary.objects.exists()


def test_an_unusual_card_number_is_saved_with_a_warning(office):
    assert "looks unusual" in said(save(office, cin="12345"))


@pytest.mark.parametrize("role", ["approver", "auditor", "programme_officer"])
def test_who_registers_nobody_is_kept_out(client, role):
    client.force_login(make_user(role))

    assert {client.get(INTAKE).status_code, client.post(INTAKE).status_code, client.post(KNOWN).status_code} == {403}


def test_a_form_without_its_key_is_a_bad_request(office):
    assert office.post(INTAKE, typed_person()).status_code == 400


# --- who may be known here


def ask(client, **values):
    return client.post(KNOWN, values).content.decode()


def test_file_of_the_own_centre_shows_while_souad_types(office, souad):
    known = make_person(by=souad, **HASSAN)

    shown = ask(office, **typed_person())

    assert known.file_number in shown
    assert "Strong resemblance" in shown
    assert known.file_number not in ask(office, given_name_ar="حسن")
    assert known.file_number not in ask(office, **typed_person(birth="1961"))


def test_card_alone_shows_its_file(office, souad):
    known = make_person(by=souad, **HASSAN, cin="BE123456")

    assert known.file_number in ask(office, cin="be 123456")


def test_file_of_another_centre_changes_nothing_of_the_answer(office):
    with CaptureQueriesContext(connection) as before:
        nobody = ask(office, **typed_person(cin="BE123456"))
    make_person(**HASSAN, cin="BE123456")
    with CaptureQueriesContext(connection) as after:
        somebody = ask(office, **typed_person(cin="BE123456"))

    assert somebody == nobody
    assert len(after) == len(before)


def test_souad_answers_the_question_once_and_it_is_remembered(office, souad):
    known = make_person(by=souad, **HASSAN)
    sent = typed(office)

    question = office.post(INTAKE, sent)
    assert "may have a file already" in errors(question)
    assert known.file_number in question.content.decode()
    answered = office.post(INTAKE, {**sent, "apart": known.pk})

    assert answered.status_code == 302
    item = PossibleDuplicate.objects.get()
    assert (item.other, item.status, item.found_by, item.decided_by) == (known, "different", souad, souad)


def test_card_of_the_own_centre_is_refused_beside_its_field(office, souad):
    known = make_person(by=souad, **HASSAN, cin="BE123456")

    response = save(office, cin="be123456", apart=known.pk)

    assert "identity card number already" in " ".join(response.context["form"].errors["cin"])


# --- who may be known elsewhere


def test_saving_opens_an_item_for_head_office_and_says_no_more(office):
    other = make_person(**HASSAN)

    response = save(office)

    assert "The foundation will contact you." in said(response)
    assert other.file_number not in said(response)
    item = PossibleDuplicate.objects.get()
    assert (item.other, item.status) == (other, "open")
    history = office.get(reverse("admin:beneficiaries_beneficiary_history", args=[item.person_id])).content.decode()
    assert other.file_number not in history
    assert office.get(reverse("admin:beneficiaries_possibleduplicate_changelist")).status_code == 403


def test_saving_a_stranger_says_nothing_of_the_foundation(office):
    make_person(**HASSAN | {"birth_year": 1961})

    assert "foundation" not in said(save(office))
    assert not PossibleDuplicate.objects.exists()


def test_souad_who_registers_too_many_a_day_is_stopped_and_it_is_noted(office, souad, monkeypatch):
    monkeypatch.setitem(limits.RATES, "intake", "1/d/key")
    save(office)

    refused = save(office, given_name_ar="سعيد", given_name_latin="Said", birth="1970")

    assert "as many people today" in errors(refused)
    assert Beneficiary.objects.count() == 1
    assert AuditEntry.objects.get(action="intake-refused").by == souad


def test_colleague_who_saves_the_same_person_at_the_same_moment_is_asked_too(office, souad, monkeypatch):
    """Whoever comes second looked before the first one's file was there."""
    make_person(by=souad, **HASSAN)
    before, asked = duplicates.known_here, iter([[]])
    monkeypatch.setattr(duplicates, "known_here", lambda who, *, by: next(asked, before(who, by=by)))

    response = save(office)

    assert "may have a file already" in errors(response)
    assert (Beneficiary.objects.count(), len(response.context["known"])) == (1, 1)


def test_two_windows_of_one_clerk_are_counted_one_after_the_other(office, souad, monkeypatch):
    """The count is read, then written: whoever holds the row of the user does both."""
    done = []
    monkeypatch.setattr(intake, "lock", lambda model, ids: done.append((model, ids)))
    monkeypatch.setattr(limits, "allow", lambda *args, **kwargs: done.append("counted"))
    save(office)

    assert done == [(User, [souad.pk]), "counted"]


# --- drafts


def test_draft_is_kept_without_script_and_gone_when_saved(office, souad):
    office.post(INTAKE, typed(office, cin="BE123456", has_agreed=None, _draft="1"))

    page = pages.record_form(office.get(INTAKE, {"draft": "1"}))
    assert (page.values["given_name_latin"], page.values["cin"]) == ("Hassan", "BE123456")
    assert "has_agreed" not in page.values
    assert "BE123456" not in str(Draft.objects.values_list("content", flat=True).query)
    office.post(INTAKE, page.sent(has_agreed="on"))

    assert reread(souad).drafts.count() == 0
    assert Beneficiary.objects.get().cin == "BE123456"
