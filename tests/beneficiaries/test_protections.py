"""A person's file against raw SQL, and against days that two residences or two episodes would share."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from beneficiaries.models import Beneficiary, Episode, Residence
from beneficiaries.protections import SHARED_EPISODE, SHARED_RESIDENCE, WORDS
from beneficiaries.services import episodes, particulars, people
from reintegration.ground import protections
from reintegration.ground.errors import Refused
from tests.factories import OPENED_ON, make_centre, make_person, make_province, open_episode

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MOVED_ON = OPENED_ON + 60 * DAY
NUMBERS, FILES = "beneficiaries_filenumber", "beneficiaries_beneficiary"


@pytest.fixture
def person(souad):
    return make_person(by=souad)


def refused(statement, *values):
    """Whether the database refuses, and leave no trace either way."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount != 0
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("statement", "holder"),
    [
        (f"UPDATE {FILES} SET file_number = 'CAS-2019-00001'", f"{FILES}_number_stays"),
        (f"UPDATE {FILES} SET id = id + 1000000", f"{FILES}_number_stays"),
        (f"UPDATE {NUMBERS} SET last = last - 1", f"{NUMBERS}_goes_up"),
        (f"UPDATE {NUMBERS} SET year = year - 1", f"{NUMBERS}_goes_up"),
        (f"DELETE FROM {NUMBERS}", f"{NUMBERS}_no_delete"),
        (f"DELETE FROM {FILES}", f"{FILES}_no_delete"),
    ],
)
def test_file_keeps_its_number_and_its_place(person, statement, holder):
    assert refused(statement)
    protections.lift(connection, {holder})
    assert not refused(statement)


def test_next_file_number_may_leave_a_gap(person):
    assert not refused(f"UPDATE {NUMBERS} SET last = last + 5")


def test_person_cannot_be_deleted_past_the_pages(person):
    with pytest.raises(IntegrityError), transaction.atomic():
        Beneficiary.objects.filter(pk=person.pk)._raw_delete("default")


RESIDENCE = (
    "INSERT INTO beneficiaries_residence (created_at, updated_at, version, beneficiary_id, province_id, address,"
    " starts_on, ends_on) SELECT created_at, updated_at, 1, beneficiary_id, province_id, '', %s, %s"
    " FROM beneficiaries_residence WHERE beneficiary_id = %s AND ends_on IS NULL"
)
EPISODE = (
    "INSERT INTO beneficiaries_episode (created_at, updated_at, version, beneficiary_id, centre_id, worker_id, intake,"
    " opened_on, closed_on, exit) SELECT created_at, updated_at, 1, beneficiary_id, centre_id, worker_id, intake,"
    " %s, %s, %s FROM beneficiaries_episode WHERE beneficiary_id = %s AND closed_on IS NULL"
)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(OPENED_ON, OPENED_ON), (OPENED_ON - 9 * DAY, OPENED_ON), (MOVED_ON, MOVED_ON + DAY)],
)
def test_residence_that_shares_a_day_with_another_is_refused(souad, person, starts_on, ends_on):
    people.move(beneficiary=person, province=make_province("Safi"), on=MOVED_ON, by=souad)
    assert refused(RESIDENCE, starts_on, ends_on, person.pk)
    protections.lift(connection, {"beneficiaries_residence_apart_on_insert"})
    assert not refused(RESIDENCE, starts_on, ends_on, person.pk)


def test_residence_before_the_first_one_passes(person):
    assert not refused(RESIDENCE, OPENED_ON - 9 * DAY, OPENED_ON - DAY, person.pk)


def test_residence_moved_onto_another_is_refused(souad, person):
    people.move(beneficiary=person, province=make_province("Safi"), on=MOVED_ON, by=souad)
    longer = "UPDATE beneficiaries_residence SET ends_on = %s WHERE ends_on IS NOT NULL AND beneficiary_id = %s"
    assert refused(longer, MOVED_ON, person.pk)
    protections.lift(connection, {"beneficiaries_residence_apart_on_update"})
    assert not refused(longer, MOVED_ON, person.pk)


@pytest.mark.parametrize(
    ("opened_on", "closed_on"),
    [(OPENED_ON - DAY, OPENED_ON + DAY), (OPENED_ON + DAY, OPENED_ON + DAY), (OPENED_ON + DAY, OPENED_ON + 9 * DAY)],
)
def test_episode_within_another_is_refused(person, opened_on, closed_on):
    assert refused(EPISODE, opened_on, closed_on, "moved", person.pk)
    assert not refused(EPISODE, opened_on, closed_on, "mistake", person.pk)
    protections.lift(connection, {"beneficiaries_episode_apart_on_insert"})
    assert not refused(EPISODE, opened_on, closed_on, "moved", person.pk)


def test_episode_that_ends_on_the_day_another_begins_passes(person):
    assert not refused(EPISODE, OPENED_ON - 9 * DAY, OPENED_ON, "moved", person.pk)


def test_episode_moved_onto_another_is_refused(souad, person):
    people.transfer(beneficiary=person, centre=make_centre(), on=MOVED_ON, by=souad)
    longer = "UPDATE beneficiaries_episode SET closed_on = %s WHERE closed_on IS NOT NULL AND beneficiary_id = %s"
    assert refused(longer, MOVED_ON + DAY, person.pk)
    protections.lift(connection, {"beneficiaries_episode_apart_on_update"})
    assert not refused(longer, MOVED_ON + DAY, person.pk)


def test_coordinator_corrects_a_residence_onto_another_and_reads_what_to_do(souad, person):
    people.move(beneficiary=person, province=make_province("Safi"), on=MOVED_ON, by=souad)
    earlier = Residence.objects.get(beneficiary=person, ends_on__isnull=False)
    earlier.ends_on = MOVED_ON
    with pytest.raises(Refused) as refusal:
        particulars.save(record=earlier, by=souad)
    assert refusal.value.message_dict == {"starts_on": [str(WORDS[SHARED_RESIDENCE])]}


def test_coordinator_opens_an_accompaniment_within_an_earlier_one_and_reads_what_to_do(souad, person):
    episodes.close(episode=open_episode(person), by=souad, closed_on=MOVED_ON, exit=Episode.Exit.MOVED)
    with pytest.raises(Refused) as refusal:
        episodes.open(beneficiary=person, by=souad, opened_on=MOVED_ON - DAY)
    assert refusal.value.message_dict == {"opened_on": [str(WORDS[SHARED_EPISODE])]}
    assert episodes.open(beneficiary=person, by=souad, opened_on=MOVED_ON).is_open


def test_coordinator_moves_an_episode_onto_another_and_is_refused(souad, person):
    episodes.close(episode=open_episode(person), by=souad, closed_on=MOVED_ON, exit=Episode.Exit.MOVED)
    begun = episodes.open(beneficiary=person, by=souad, opened_on=MOVED_ON)
    begun.opened_on = date(2026, 3, 3)
    with pytest.raises(Refused, match=str(WORDS[SHARED_EPISODE])):
        episodes.save(episode=begun, by=souad)


def test_words_are_said_when_somebody_else_was_faster():
    for message, words in WORDS.items():
        assert protections.in_words(IntegrityError(message)) == words
