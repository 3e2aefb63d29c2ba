"""Registering, changing, moving and transferring people."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from beneficiaries.models import Beneficiary, Consent, Episode, Residence
from beneficiaries.services import people
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from tests.factories import (
    OPENED_ON,
    make_centre,
    make_coordinator,
    make_person,
    make_project,
    make_province,
    make_user,
    open_episode,
    person_fields,
    reread,
)

pytestmark = pytest.mark.django_db


def test_coordinator_registers_a_person_and_the_file_is_open(souad):
    person = make_person(by=souad)

    episode = open_episode(person)
    assert person.file_number == "CAS-2026-00001"
    assert (episode.worker, episode.centre, episode.opened_on) == (souad, person.centre, OPENED_ON)
    assert person.residence_on(OPENED_ON).province == make_province()
    assert person.consents.get().purpose == Consent.Purpose.ACCOMPANIMENT
    assert trail.entries_of(person).get().action == "register"


def test_two_people_get_numbers_of_the_year_their_file_opened(souad):
    numbers = [make_person(by=souad, opened_on=day).file_number for day in (OPENED_ON, date(2025, 1, 5), OPENED_ON)]

    assert numbers == ["CAS-2026-00001", "CAS-2025-00001", "CAS-2026-00002"]


def test_coordinator_registers_at_another_centre_and_is_refused(souad):
    with pytest.raises(Refused, match="in your charge"):
        make_person(by=souad, centre=make_centre())

    assert not Beneficiary.objects.exists()


def test_user_posted_nowhere_registers_and_is_refused():
    with pytest.raises(Refused):
        make_person(by=make_user(), centre=make_centre())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"birth_year": None}, "birth_year"),
        ({"birth_year": 1850}, "birth_year"),
        ({"birth_date": date(2200, 1, 1)}, "birth_date"),
        ({"given_name_ar": "  "}, "given_name_ar"),
        ({"sex": "X"}, "sex"),
        ({"is_ex_prisoner": False}, "is_ex_prisoner"),
    ],
)
def test_coordinator_registers_with_a_wrong_fact_and_is_told_the_field(souad, wrong, field):
    with pytest.raises(Refused) as refusal:
        make_person(by=souad, **wrong)

    assert field in refusal.value.error_dict
    assert not Beneficiary.objects.exists()


def test_coordinator_registers_for_tomorrow_and_is_refused(souad):
    with pytest.raises(Refused, match="still to come") as refusal:
        make_person(by=souad, opened_on=date(2200, 1, 1))
    assert list(refusal.value.error_dict) == ["opened_on"]


def test_registering_brings_names_card_and_phone_to_one_spelling(souad):
    person = make_person(by=souad, given_name_latin="  Fatima   Zahra ", cin=" bé-12 3456", phone="+212 6 12-34-56-78")

    assert (person.given_name_latin, person.cin, person.phone) == ("Fatima Zahra", "BÉ123456", "0612345678")


def test_birth_year_follows_the_birth_date(souad):
    assert make_person(by=souad, birth_date=date(1988, 5, 6), birth_year=None).birth_year == 1988


def test_save_and_registering_derive_the_same_columns(souad):
    person = make_person(by=souad, cin="BE123456", phone="0612345678")
    person.search = person.cin_key = ""

    people.save(person=person, by=souad)

    values = {field.attname: getattr(person, field.attname) for field in Beneficiary._meta.concrete_fields}
    stored = reread(person)
    assert {name: getattr(stored, name) for name in people.derived(values)} == people.derived(values)


@pytest.mark.parametrize("query", ["العمراني", "عمراني فاط", "amrani", "Lamrani Fati", "CAS-2026", "0612"])
def test_search_finds_a_person_by_any_spelling(souad, query):
    person = make_person(by=souad, phone="0612345678")
    assert person in Beneficiary.objects.matching(query)


def test_search_finds_only_the_one_meant(souad):
    make_person(by=souad)
    other = make_person(
        by=souad, given_name_ar="حسن", family_name_ar="بناني", given_name_latin="Hassan", family_name_latin="Bennani"
    )

    assert list(Beneficiary.objects.matching("bennani")) == [other]


def test_the_database_holds_the_card_number_sealed(souad):
    person = make_person(by=souad, cin="BE123456")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM beneficiaries_beneficiary WHERE id = %s", [person.pk])
        raw = repr(cursor.fetchone())
        cursor.execute("SELECT * FROM audit_auditentry")
        entries = repr(cursor.fetchall())
    assert "BE123456" not in raw
    assert "BE123456" not in entries
    assert "Amrani" not in entries
    assert reread(person).cin == "BE123456"


def test_same_card_number_in_the_own_centre_is_refused(souad):
    make_person(by=souad, cin="BE123456")

    with pytest.raises(Refused, match="this centre"):
        make_person(by=souad, cin="be 123456")


def test_same_card_number_at_another_centre_says_nothing(souad):
    make_person(cin="BE123456")

    assert make_person(by=souad, cin="BE123456").pk


def test_changing_a_card_number_to_a_known_one_is_refused(souad):
    make_person(by=souad, cin="BE123456")
    person = make_person(by=souad)
    person.cin = "BE123456"

    with pytest.raises(Refused):
        people.save(person=person, by=souad)


def test_amal_saves_a_person_of_souad_and_is_refused(souad):
    person = make_person(by=souad)
    person.phone = "0600000000"

    with pytest.raises(Refused):
        people.save(person=person, by=make_coordinator())

    assert reread(person).phone == ""


def test_a_person_saved_with_another_centre_is_refused(souad):
    person = make_person(by=souad)
    person.centre = make_centre()

    with pytest.raises(Refused, match="transfer"):
        people.save(person=person, by=make_user("programme_officer"))


def test_second_of_two_savers_is_refused(souad):
    person, stale = make_person(by=souad), Beneficiary.objects.get()
    person.phone = "0611111111"
    people.save(person=person, by=souad)
    stale.phone = "0622222222"

    with pytest.raises(Refused, match="Somebody else"):
        people.save(person=stale, by=souad)


def test_saving_without_a_change_writes_nothing(souad):
    person = make_person(by=souad)

    people.save(person=person, by=souad)

    assert (reread(person).version, trail.entries_of(person).count()) == (1, 1)


def test_moving_ends_one_residence_and_begins_the_next(souad):
    person = make_person(by=souad)

    people.move(beneficiary=person, province=make_province("Settat"), on=date(2026, 5, 1), by=souad)

    assert [str(r.ends_on) for r in person.residences.order_by("starts_on")] == ["2026-04-30", "None"]
    assert person.residence_on(date(2026, 4, 30)).province == make_province()
    assert person.residence_on(date(2026, 5, 1)).province == make_province("Settat")
    make_person(by=souad)
    lived_in = Residence.objects.on_day(date(2026, 5, 1)).values_list("province__name_fr", flat=True)
    assert sorted(lived_in) == ["El Jadida", "Settat"]


def test_accompaniments_of_a_day_leave_out_those_over_not_begun_or_opened_by_mistake(souad):
    episodes = [open_episode(make_person(by=souad, opened_on=day)) for day in (OPENED_ON, date(2026, 5, 1), OPENED_ON)]
    Episode.objects.filter(pk=episodes[2].pk).update(closed_on=date(2026, 4, 1), exit="mistake")

    assert list(Episode.objects.on_day(date(2026, 3, 15))) == [episodes[0]]
    assert set(Episode.objects.on_day(date(2026, 5, 1))) == set(episodes[:2])


def test_moving_on_the_first_day_corrects_the_residence(souad):
    person = make_person(by=souad)

    people.move(beneficiary=person, province=make_province("Settat"), on=OPENED_ON, by=souad)

    assert person.residences.get().province == make_province("Settat")


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2200, 1, 1)])
def test_moving_before_the_residence_or_in_the_future_is_refused(souad, day):
    with pytest.raises(Refused):
        people.move(beneficiary=make_person(by=souad), province=make_province("Settat"), on=day, by=souad)


def test_transfer_hands_the_file_to_the_other_coordinator(souad):
    amal = make_coordinator()
    project = make_project(by=souad)
    person = project.beneficiary
    other = amal.postings_now[0].centre

    people.transfer(beneficiary=person, centre=other, on=date(2026, 6, 1), by=souad)

    begun = open_episode(person)
    assert (begun.centre, begun.worker, reread(project).episode) == (other, amal, begun)
    assert person.episodes.get(closed_on__isnull=False).exit == Episode.Exit.TRANSFERRED
    assert reread(person).file_number == person.file_number
    assert not Beneficiary.objects.visible_to(souad).exists()
    assert Beneficiary.objects.visible_to(amal).get() == person


def test_transfer_to_the_own_or_a_closed_centre_is_refused(souad):
    person = make_person(by=souad)

    for centre in (person.centre, make_centre(is_active=False)):
        with pytest.raises(Refused):
            people.transfer(beneficiary=person, centre=centre, on=date(2026, 6, 1), by=souad)


@pytest.mark.parametrize("second", [Residence, Consent, Episode])
def test_the_database_refuses_a_second_current_row(souad, second):
    first = second.objects.filter(beneficiary=make_person(by=souad)).get()
    first.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_the_database_refuses_a_person_without_origin_or_with_a_wrong_year(souad):
    for wrong in ({"is_ex_prisoner": False}, {"birth_date": date(1980, 1, 1)}):
        person = Beneficiary(file_number=str(wrong)[:20], centre=souad.postings_now[0].centre, **person_fields(**wrong))
        with pytest.raises(IntegrityError), transaction.atomic():
            person.save()
