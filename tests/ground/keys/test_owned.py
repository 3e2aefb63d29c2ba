"""A key for each person: what it sealed opens, and after its destruction reads "anonymised" for ever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction

from disbursements.models import Certificate
from programs.models import Decision
from reintegration.ground import protections, sealed
from reintegration.ground.audit import trail
from reintegration.ground.audit.models import AuditEntry, StatusChange
from reintegration.ground.classes import owner_of
from reintegration.ground.keys import owned
from reintegration.ground.keys.fields import Token
from reintegration.ground.keys.models import DataKey
from reintegration.ground.sealed import SealError
from tests.factories import make_coordinator, make_person

FATIMA = "beneficiaries.beneficiary:7"
GUARD = {"keys_datakey_stays"}


@pytest.mark.django_db
def test_text_opens_until_the_key_is_destroyed_and_nothing_new_is_kept_then():
    token = owned.seal("فاطمة", owner=FATIMA)
    other = owned.seal("Karim", owner="beneficiaries.beneficiary:8")
    assert "فاطمة" not in token and owned.unseal(token) == "فاطمة"
    owned.destroy(owner=FATIMA)
    late = owned.seal("again", owner=FATIMA)
    assert [owned.unseal(t) for t in (token, late, other)] == ["anonymised", "anonymised", "Karim"]
    assert owned.unseal(token).is_gone and not owned.unseal(other).is_gone
    assert late.endswith(":")


@pytest.mark.django_db
def test_destroying_for_whom_nothing_was_sealed_leaves_no_key_to_come():
    owned.destroy(owner=FATIMA)
    assert owned.unseal(owned.seal("late", owner=FATIMA)).is_gone


@pytest.mark.django_db
def test_house_key_stands_from_the_beginning_and_is_not_destroyed():
    assert DataKey.objects.filter(owner="", destroyed_at=None).exists()
    with pytest.raises(ValueError, match="not destroyed"):
        owned.destroy(owner="")


@pytest.mark.django_db
def test_text_sealed_before_there_were_keys_of_persons_still_opens():
    assert owned.unseal(sealed.seal("سبب")) == "سبب"


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["p1:999999:x", "p1:x:y", "plain"])
def test_token_without_a_key_is_an_error_and_not_shown(token):
    with pytest.raises(SealError) as error:
        owned.unseal(token)
    assert "999999" not in str(error.value) and "plain" not in str(error.value)


@pytest.mark.django_db
def test_altered_text_does_not_open():
    token = owned.seal("Fatima", owner=FATIMA)
    with pytest.raises(SealError):
        owned.unseal(f"{token[:30]}{'A' if token[30] != 'A' else 'B'}{token[31:]}")


ATTACKS = {
    "revived": "UPDATE keys_datakey SET wrapped = 'x', destroyed_at = NULL WHERE owner = %s",
    "handed on": "UPDATE keys_datakey SET owner = 'somebody' WHERE owner = %s",
    "removed": "DELETE FROM keys_datakey WHERE owner = %s",
    "house destroyed": "UPDATE keys_datakey SET wrapped = '', destroyed_at = created_at WHERE owner = '' AND %s <> ''",
}


@pytest.mark.django_db
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_database_refuses_to_revive_hand_on_or_remove_a_key(attack):
    owned.destroy(owner=FATIMA)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack, [FATIMA])


@pytest.mark.django_db
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_control_without_the_triggers_the_attack_passes(attack):
    owned.destroy(owner=FATIMA)
    protections.lift(connection, {*GUARD, "keys_datakey_no_delete"})
    with connection.cursor() as cursor:
        cursor.execute(attack, [FATIMA])
        assert cursor.rowcount == 1


def seal_together(count=4):
    start = Barrier(count)

    def work(number):
        try:
            start.wait(timeout=20)
            with transaction.atomic():
                return owned.seal(f"text {number}", owner=FATIMA)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(work, range(count)))


def test_many_at_once_make_one_key_and_all_their_texts_open(committed_database):
    tokens = seal_together()
    assert DataKey.objects.filter(owner=FATIMA).count() == 1
    assert [owned.unseal(token) for token in tokens] == [f"text {n}" for n in range(4)]


@pytest.mark.django_db
def test_keys_are_asked_for_once_while_held(django_assert_num_queries):
    tokens = [owned.seal("x", owner=f"beneficiaries.beneficiary:{n}") for n in range(3)]
    with django_assert_num_queries(1), owned.held():
        owned.hold(tokens)
        assert [owned.unseal(token) for token in tokens] == ["x"] * 3
    with owned.held():
        owned.unseal(tokens[0])
        owned.destroy(owner="beneficiaries.beneficiary:0")
        assert owned.unseal(tokens[0]).is_gone


@pytest.mark.django_db
def test_trail_about_a_person_is_sealed_for_the_person_and_reads_anonymised_without_the_key():
    souad = make_coordinator()
    person = make_person(by=souad)
    residence = person.residences.get()
    step = trail.status_changed(subject=residence, from_status="a", to_status="b", verb="v", by=souad, reason="illness")
    noted = trail.record(action="note", subject=residence, by=souad, changes={"address": ["", "12"]}, note="widow")
    about_nobody = trail.record(action="note", subject=AuditEntry, by=souad, note="of the house")
    owned.destroy(owner=owner_of(person))
    for row in (step, noted, about_nobody):
        row.refresh_from_db()
    assert (step.reason, noted.note, about_nobody.note) == ("anonymised", "anonymised", "of the house")
    assert noted.opened_changes["address"] == ["", "anonymised"]
    registered = trail.entries_of(person).get(action="register")
    assert {pair[1] for name, pair in registered.opened_changes.items() if "name" in name} == {"anonymised"}


@pytest.mark.django_db
def test_owner_is_found_without_a_query_when_the_way_is_loaded(django_assert_num_queries):
    souad = make_coordinator()
    person = make_person(by=souad)
    episode = person.episodes.select_related("beneficiary").get()
    with django_assert_num_queries(0):
        assert owner_of(person.residences.model(beneficiary=person)) == owner_of(episode) == owner_of(person)
    with django_assert_num_queries(1):
        assert owner_of(StatusChange) == ""
        assert owner_of(Certificate(handover_id=0)) == ""


def test_frozen_columns_are_written_by_their_row_and_never_searched():
    for model, name in ((Certificate, "content"), (Decision, "reason")):
        field = model._meta.get_field(name)
        assert field.get_db_prep_value(Token("p1:1:x"), connection) == "p1:1:x"
        with pytest.raises(FieldError, match="sealed for one person"):
            field.get_db_prep_value("plain", connection)
