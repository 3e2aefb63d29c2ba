"""The administrator changes keys: stopped half-way and run again, everything opens without the old ones."""

import subprocess
import sys
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from beneficiaries.finding import find_people
from beneficiaries.models import Beneficiary, Detention
from beneficiaries.services import particulars, people
from programs.models import Application
from reintegration.ground import sealed
from reintegration.ground.audit import trail
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.keys import owned, rotation
from reintegration.ground.keys.models import DataKey
from reintegration.ground.reference.models import Establishment
from reintegration.ground.sealed import SealError, key_id, lookup_key
from tests.architecture.sources import ROOT
from tests.factories import make_person, make_user
from tests.programs.factories import make_application

OLD, NEW = (Fernet.generate_key().decode() for _n in range(2))
CARDS = ("BE100001", "BE100002", "BE100003")


@pytest.fixture
def old_keys(db, settings):
    """A database whose every value is sealed with the old keys."""
    old_master, settings.SEALING_KEYS = settings.SEALING_KEYS, [OLD]
    for key in DataKey.objects.all():
        settings.SEALING_KEYS = [*old_master]
        plain = sealed.unseal(key.wrapped)
        settings.SEALING_KEYS = [OLD]
        DataKey.objects.filter(pk=key.pk).update(wrapped=sealed.seal(plain))
    settings.LOOKUP_KEYS = ["old"]
    return settings


@pytest.fixture
def people_with_cards(old_keys, souad):
    """Three people; the first with a prison number, a note and a funded file."""
    made = [make_person(by=souad, cin=card, vulnerability_note="alone") for card in CARDS]
    for person in made[:2]:
        place = Establishment.objects.first()
        particulars.save(record=Detention(beneficiary=person, establishment=place, prisoner_number="44812"), by=souad)
    make_application(status="approved", person=made[0], by=souad)
    return made


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 1)


def newest(settings):
    settings.SEALING_KEYS, settings.LOOKUP_KEYS = [NEW, OLD], ["new", "old"]


def only_new(settings):
    settings.SEALING_KEYS, settings.LOOKUP_KEYS = [NEW], ["new"]


def sealed_with(key):
    """How many tokens of a column, of the notes and of the keys one sealing key made."""
    mark = f"s1:{key_id(key)}:%"
    count = 0
    with connection.cursor() as cursor:
        for column, table in (
            ("cin", "beneficiaries_beneficiary"),
            ("vulnerability_note", "beneficiaries_beneficiary"),
            ("prisoner_number", "beneficiaries_detention"),
            ("wrapped", "keys_datakey"),
        ):
            cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {column} LIKE %s", [mark])
            count += cursor.fetchone()[0]
    return count


def assert_all_readable(made):
    read = Beneficiary.objects.filter(pk__in=[person.pk for person in made]).order_by("pk")
    assert [person.cin for person in read] == list(CARDS)
    assert {person.vulnerability_note for person in read} == {"alone"}
    assert Detention.objects.filter(prisoner_number_key__in=sealed.lookup_keys("prisoner_number", "44812")).count() == 2
    assert [find_people(Beneficiary.objects.all(), card).get().pk for card in CARDS] == [person.pk for person in made]
    registered = trail.entries_of(made[0]).get(action="register")
    assert registered.opened_changes["cin"][1] == CARDS[0]


def test_administrator_changes_keys_and_removes_the_old_ones(people_with_cards, old_keys):
    newest(old_keys)
    assert_all_readable(people_with_cards)
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    assert f"SEALING_KEYS: {key_id(OLD)} may be removed." in out.getvalue()
    assert f"LOOKUP_KEYS: {key_id('old')} may be removed." in out.getvalue()
    assert sealed_with(OLD) == 0 < sealed_with(NEW)
    only_new(old_keys)
    assert_all_readable(people_with_cards)
    file = Application.objects.get()
    assert file.cin_key == file.beneficiary.cin_key == lookup_key("cin", CARDS[0])


def test_control_removing_the_old_keys_too_early_is_an_error(people_with_cards, old_keys):
    only_new(old_keys)
    with pytest.raises(SealError, match=key_id(OLD)):
        Beneficiary.objects.get(pk=people_with_cards[0].pk)
    assert not Beneficiary.objects.filter(cin_key=lookup_key("cin", CARDS[0])).exists()


@pytest.mark.parametrize("batches", [1, 4, 9, 12])
def test_rotation_stopped_anywhere_reads_everything_and_goes_on(people_with_cards, old_keys, small_batches, batches):
    newest(old_keys)
    run = rotation.rotate()
    for _batch in range(batches):
        next(run)
    run.close()
    assert sealed_with(NEW) > 0
    assert_all_readable(people_with_cards)
    list(rotation.rotate())
    assert sealed_with(OLD) == 0
    only_new(old_keys)
    assert_all_readable(people_with_cards)


def test_rotation_that_fails_in_a_batch_keeps_the_batches_before(
    people_with_cards, old_keys, small_batches, monkeypatch
):
    newest(old_keys)
    locked, calls = rotation.lock, []

    def fails_the_third_time(rows, ids):
        calls.append(ids)
        if len(calls) == 3:
            raise ConnectionError("the database went away")
        return locked(rows, ids)

    monkeypatch.setattr(rotation, "lock", fails_the_third_time)
    with pytest.raises(ConnectionError):
        list(rotation.rotate())
    assert sealed_with(NEW) == 2
    monkeypatch.setattr(rotation, "lock", locked)
    list(rotation.rotate())
    assert sealed_with(OLD) == 0


def test_person_is_refused_a_second_file_by_either_key_while_keys_are_changed(people_with_cards, old_keys, souad):
    newest(old_keys)
    with pytest.raises(people.Refused, match="already"):
        make_person(by=souad, cin=CARDS[1])


def test_old_key_stays_while_rows_that_never_change_need_it(people_with_cards, old_keys):
    AuditEntry.objects.create(action="old", subject_type="x", sealed_note=sealed.seal("of before"), digest="x")
    newest(old_keys)
    assert f"SEALING_KEYS: {key_id(OLD)} must stay, 1 rows are sealed with it." in list(rotation.rotate())


def test_key_that_was_destroyed_is_passed_over(people_with_cards, old_keys):
    owned.destroy(owner=f"beneficiaries.beneficiary:{people_with_cards[2].pk}")
    newest(old_keys)
    list(rotation.rotate())
    assert DataKey.objects.get(owner__endswith=f":{people_with_cards[2].pk}").wrapped == ""


def test_rotation_with_a_missing_key_says_which_in_one_line(people_with_cards, old_keys):
    only_new(old_keys)
    with pytest.raises(CommandError, match=f"The key {key_id(OLD)} .* is not among SEALING_KEYS"):
        call_command("rotate_keys", stdout=StringIO())
    with pytest.raises(CommandError, match="no active user"):
        call_command("rotate_keys", by="nobody at all")


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_user_without_the_key_reads_a_clear_page(people_with_cards, old_keys, client, souad, language):
    souad.language = language
    souad.save()
    client.force_login(souad)
    person = people_with_cards[0]
    address = reverse("admin:beneficiaries_beneficiary_change", args=[person.pk])
    assert client.get(address).status_code == 200
    for keys in ([NEW], [NEW, Fernet.generate_key().decode()]):
        old_keys.SEALING_KEYS = keys
        # Her session went with the key that sealed it.
        client.force_login(souad)
        for page in (address, reverse("admin:case", args=[person.file_number])):
            response = client.get(page)
            text = response.content.decode()
            assert response.status_code == 503 and key_id(OLD) in text
            assert f'lang="{language}"' in text
            assert "s1:" not in text and "gAAAA" not in text and "Traceback" not in text


def test_sealed_value_that_fails_inside_a_template_is_a_clear_page(people_with_cards, old_keys, client):
    auditor = make_user("auditor")
    client.force_login(auditor)
    person = people_with_cards[0]
    trail.record(action="change", subject=person.residences.get(), by=None, note="private")
    residence = reverse("admin:beneficiaries_beneficiary_history", args=[person.pk])
    trail.record(action="change", subject=person, by=None, note="private")
    assert "private" in client.get(residence).content.decode()
    DataKey.objects.filter(owner__endswith=f":{person.pk}").update(wrapped="s1:00000000:gAAAA")
    response = client.get(residence)
    assert (response.status_code, "00000000" in response.content.decode()) == (503, True)


def test_command_that_meets_a_missing_key_ends_with_one_line(committed_database, settings):
    make_person(cin=CARDS[0])
    environment = {**committed_database.environment, "SEALING_KEYS": NEW}
    read = "from beneficiaries.models import Beneficiary as B; list(B.objects.all())"
    arguments = [sys.executable, "manage.py", "shell", "-v", "0", "-c", read]
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1 and key_id(settings.SEALING_KEYS[0]) in done.stderr


def test_secret_of_a_second_factor_is_sealed_anew_and_a_passkey_left_alone(old_keys, souad):
    totp, passkey = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
    Authenticator.objects.create(user=souad, type=totp, data={"secret": sealed.seal("SECRET")})
    Authenticator.objects.create(user=souad, type=passkey, data={"name": "telephone"})
    newest(old_keys)
    assert f"{key_id(OLD)} must stay" in next(rotation.old_keys())
    assert f"SEALING_KEYS: {key_id(OLD)} may be removed." in list(rotation.rotate())
    only_new(old_keys)
    assert sealed.unseal(Authenticator.objects.get(type=totp).data["secret"]) == "SECRET"
    assert Authenticator.objects.get(type=passkey).data == {"name": "telephone"}
