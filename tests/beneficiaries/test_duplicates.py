"""Possible duplicates: found by what two files have in common, compared by head office, decided and undone."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from beneficiaries import duplicates as comparing
from beneficiaries.models import Beneficiary, PossibleDuplicate
from beneficiaries.services import duplicates, people
from reintegration.ground import protections
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from tests.factories import close_episode, make_coordinator, make_person, make_user, reread

pytestmark = pytest.mark.django_db

YOUSSEF = {
    "given_name_ar": "يوسف",
    "family_name_ar": "العمراني",
    "given_name_latin": "Youssef",
    "family_name_latin": "El Amrani",
    "birth_date": date(1985, 3, 12),
    "birth_year": 1985,
    "sex": "M",
}
SPELLED_OTHERWISE = {
    "given_name_ar": "يوسُف",
    "family_name_ar": "لعمراني",
    "given_name_latin": "Yousouf",
    "family_name_latin": "Lamrani",
}


@pytest.fixture
def souad():
    return make_coordinator()


@pytest.fixture
def nadia():
    return make_user("programme_officer")


@pytest.fixture
def youssef(souad):
    return make_person(by=souad, **YOUSSEF)


def make_double(**fields):
    """The same person registered by another centre; returns the file and the items opened for head office."""
    amal = make_coordinator()
    person = make_person(by=amal, **YOUSSEF | SPELLED_OTHERWISE | fields)
    return person, duplicates.look_elsewhere(beneficiary=person, by=amal)


@pytest.fixture
def item(youssef):
    _person, (found,) = make_double()
    return found


def decided(item, by):
    close_episode(item.person)
    return duplicates.same(duplicate=item, by=by, reason="same card")


def test_file_of_another_centre_is_compared_by_head_office_alone(item, youssef, souad, nadia):
    assert (item.other, item.status) == (youssef, "open")
    assert list(PossibleDuplicate.objects.visible_to(nadia)) == [item]
    assert not PossibleDuplicate.objects.visible_to(souad).exists()
    assert not PossibleDuplicate.objects.visible_to(item.found_by).exists()


def test_history_of_the_file_says_nothing_of_the_item(item):
    assert [entry.action for entry in trail.entries_of(item.person)] == ["register"]
    assert [entry.action for entry in trail.entries_of(item)] == ["find"]


@pytest.mark.parametrize("fields", [{"birth_date": date(1991, 7, 2), "birth_year": 1991}, {"family_name_ar": "بناني"}])
def test_namesake_is_left_alone(youssef, fields):
    latin = {"family_name_latin": "Bennani"} if "family_name_ar" in fields else {}

    assert make_double(**fields | latin)[1] == []


def test_same_card_is_found_under_any_name(souad):
    make_person(by=souad, **YOUSSEF, cin="BK 123456")

    _person, (item,) = make_double(given_name_ar="سعيد", given_name_latin="Said", birth_date=None, cin="bk123456")

    assert (item.has_same_card, item.score) == (True, 100)


def test_card_entered_later_is_compared_too_whichever_file_is_older(souad):
    first, amal = make_person(by=souad, **YOUSSEF), make_coordinator()
    second = make_person(by=amal, given_name_ar="سعيد", given_name_latin="Said", cin="BK123456")

    first.cin = "BK123456"
    people.save(person=first, by=souad)
    first.phone = "0612345678"
    people.save(person=first, by=souad)

    item = PossibleDuplicate.objects.get()
    assert (item.person, item.other, item.found_by, item.has_same_card) == (second, first, souad, True)
    assert duplicates.look_elsewhere(beneficiary=second, by=amal) == []


def test_own_centre_is_told_at_once_and_head_office_is_not(souad, youssef):
    values = {**YOUSSEF, **SPELLED_OTHERWISE}

    ((likeness, person),) = duplicates.known_here(values, by=souad)

    assert person == youssef
    assert (likeness.names, likeness.birth, likeness.father, likeness.card) == ("same", "same", "missing", "missing")
    assert duplicates.known_here(values, by=make_coordinator()) == []
    again = make_person(by=souad, **values)
    assert duplicates.look_elsewhere(beneficiary=again, by=souad) == []


def test_officer_decides_same_and_undoes_it(item, nadia, youssef):
    decided(item, nadia)
    assert reread(item.person).canonical == youssef
    assert item.decided_by == nadia

    duplicates.undo(duplicate=item, by=nadia, reason="two brothers")

    assert reread(item.person).canonical is None
    assert (item.status, item.decided_by) == ("open", None)
    assert [step.to_status for step in trail.status_changes_of(item)] == ["open", "same", "open"]


def test_third_file_follows_to_the_earliest_and_back(item, nadia, youssef):
    second = item.person
    close_episode(second)
    third, found = make_double()
    close_episode(third)
    with_first, with_second = sorted(found, key=lambda one: one.other_id)
    duplicates.same(duplicate=with_second, by=nadia, reason="same card")
    assert reread(third).canonical == second

    duplicates.same(duplicate=item, by=nadia, reason="same card")
    assert {reread(second).canonical, reread(third).canonical} == {youssef}

    duplicates.undo(duplicate=item, by=nadia, reason="two brothers")
    assert (reread(second).canonical, reread(third).canonical) == (None, second)
    assert with_first.status == "open"


def test_officer_cannot_unite_two_open_accompaniments(item, nadia):
    with pytest.raises(Refused, match=item.person.file_number):
        duplicates.same(duplicate=item, by=nadia, reason="same card")


def test_coordinator_decides_nothing(item, souad):
    for verb in (duplicates.same, duplicates.different):
        with pytest.raises(Refused, match="role"):
            verb(duplicate=item, by=souad, reason="same card")


ATTACKS = {
    "beneficiaries_possibleduplicate_fixed": "UPDATE beneficiaries_possibleduplicate SET other_id = person_id - 1,"
    " found_by_id = found_by_id + 1",
    "beneficiaries_beneficiary_one_main_file": "UPDATE beneficiaries_beneficiary SET canonical_id = {second}"
    " WHERE id = {third}",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_database_keeps_pairs_and_one_main_file(item, nadia, name):
    decided(item, nadia)
    third = make_person(by=item.found_by)
    statement = ATTACKS[name].format(second=item.person_id, third=third.pk)

    def attack():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)

    with pytest.raises(DatabaseError):
        attack()
    # The control: without the trigger nothing says no.
    protections.lift(connection, {name})
    attack()
    protections.install(connection)


@pytest.mark.parametrize(
    "spellings",
    [
        ["El Amrani", "Lamrani", "Al-Amrani", "ELAMRANI"],
        ["Ben Ali", "Benali", "Ben  Alí"],
        ["Driss", "Idriss"],
        ["Lhoucine", "El Houcine", "Hussein"],
        ["العمراني", "لعمراني", "عمراني"],
        ["بن علي", "بنعلي", "ابن علي"],
        ["عبد الرحمن", "عبدالرحمان"],
        ["صلاح الدين", "صلاحالدين"],
    ],
)
def test_spellings_of_one_name_have_one_key(spellings):
    keys = {comparing.keys_of({"family_name_ar": text, "given_name_ar": "x"})["family_key"] for text in spellings}

    assert len(keys) == 1


def test_migration_gives_keys_to_who_was_entered_before_there_were_any(youssef):
    keys = {name: getattr(youssef, name) for name in comparing.KEYS}
    Beneficiary.objects.update(**dict.fromkeys(comparing.KEYS, ""))

    import_module("beneficiaries.migrations.0007_fill_keys").fill(apps, None)

    assert {name: getattr(reread(youssef), name) for name in comparing.KEYS} == keys
