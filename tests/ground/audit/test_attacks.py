"""Whoever owns the database can lift every trigger, but not the key: each attack on the trail is found and named."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from reintegration.ground import protections
from reintegration.ground.audit import digests, sealing, trail, verifying
from reintegration.ground.audit.models import AuditEntry, AuditLink, AuditSeal, StatusChange
from reintegration.ground.reference.models import Sector
from tests.ground.people import make_user

pytestmark = pytest.mark.django_db
ENTRY, LINK, SEAL, STEP = "audit_auditentry", "audit_auditlink", "audit_auditseal", "audit_statuschange"
FORGED = "f" * 64
OF_THE_TRAIL = {name for name, held in protections.PROTECTIONS.items() if held.table.startswith("audit_")}


@pytest.fixture
def entries():
    """Six sealed entries by two users, the third about a step of a sector; then the triggers are lifted."""
    amina, sector = make_user("amina"), Sector.objects.first()
    made = [trail.record(action=f"step-{number}", subject=Sector, by=amina, note="why") for number in range(2)]
    step = trail.status_changed(subject=sector, from_status="", to_status="draft", verb="draft", by=amina, reason="so")
    made.append(trail.record(action="draft", subject=sector, by=amina, covering=step))
    made += [trail.record(action=f"step-{number}", subject=Sector, by=make_user(f"b{number}")) for number in (3, 4, 5)]
    sealing.seal_pending()
    assert codes() == []
    protections.lift(connection, OF_THE_TRAIL)
    return made


def attack(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount


def codes(**options):
    return [finding.code for finding in verifying.verify(**options) if finding.code != "unprotected"]


def where(**options):
    return [(f.code, f.where) for f in verifying.verify(**options) if f.code != "unprotected"]


# --- what an entry says


def edits():
    """A statement that changes each covered column, in the type that the engine wants."""
    later = timezone.now() + timedelta(days=1)
    other = {
        "token": "00000000000000000000000000000000",
        "at": later,
        "by_id": None,
        "on_behalf_of_id": "(by)",
        "changes": '{"order": [1, 2]}',
        "key_id": "",
    }
    return [(name, other.get(name, "x")) for name in [*digests.COVERED, "key_id"]]


@pytest.mark.parametrize(("column", "value"), edits(), ids=[name for name, _value in edits()])
def test_edit_of_any_column_is_found_at_its_entry(entries, column, value):
    target = entries[1]
    value = target.by_id if value == "(by)" else value
    attack(f"UPDATE {ENTRY} SET {column} = %s WHERE id = %s", value, target.pk)
    assert where() == [("altered", f"entry {target.pk}")]


def test_every_column_but_the_id_and_the_digest_is_covered():
    columns = {field.attname for field in AuditEntry._meta.concrete_fields}
    assert columns - {*digests.COVERED, "key_id"} == {"id", "digest"}


@pytest.mark.parametrize("changes", ["null", "1", "[]", '"x"', '{"covers": 1, "rows_digest": [1]}'])
def test_edit_that_makes_no_sense_is_found_as_any_other(entries, changes):
    attack(f"UPDATE {ENTRY} SET changes = %s WHERE id = %s", changes, entries[1].pk)
    assert where() == [("altered", f"entry {entries[1].pk}")]


@pytest.mark.parametrize(("column", "code"), [("at", "altered"), ("token", "unreadable")])
def test_text_that_sqlite_takes_for_anything_is_found(entries, column, code):
    value = "rubbish" if connection.vendor == "sqlite" else {"at": timezone.now(), "token": "0" * 32}[column]
    attack(f"UPDATE {ENTRY} SET {column} = %s WHERE id = %s", value, entries[1].pk)
    assert codes()[0] == (code if connection.vendor == "sqlite" else "altered")


def test_edit_with_a_digest_of_another_key_is_found_at_entry_and_link(entries, settings):
    true_keys, target = settings.AUDIT_KEYS, entries[1]
    target.actor, settings.AUDIT_KEYS = "somebody", ["the forger's own"]
    for name in (target.key_id, digests.newest_key_id()):
        target.key_id = name if name == digests.newest_key_id() else ""
        forged = digests.entry_digest(target)
        attack(f"UPDATE {ENTRY} SET actor = 'somebody', digest = %s WHERE id = %s", forged, target.pk)
        settings.AUDIT_KEYS = true_keys
        assert where() == [("altered", f"entry {target.pk}"), ("unchained", f"entry {target.pk}")]
        settings.AUDIT_KEYS = ["the forger's own"]


def test_entry_that_names_a_key_nobody_has_is_found(entries):
    attack(f"UPDATE {ENTRY} SET key_id = 'deadbeef', actor = 'x' WHERE id = %s", entries[1].pk)
    assert where() == [("key", f"entry {entries[1].pk}")]


def test_link_that_names_a_key_nobody_has_is_found(entries):
    attack(f"UPDATE {LINK} SET key_id = 'deadbeef' WHERE entry_id = %s", entries[1].pk)
    assert where() == [("key", f"entry {entries[1].pk}")]


# --- which entries there are


def test_removed_entry_leaves_a_gap(entries):
    attack(f"DELETE FROM {LINK} WHERE entry_id = %s", entries[1].pk)
    attack(f"DELETE FROM {ENTRY} WHERE id = %s", entries[1].pk)
    assert where()[:2] == [("gap", "position 2"), ("unchained", f"entry {entries[2].pk}")]


def test_removed_entry_behind_which_all_move_up_is_found(entries):
    attack(f"DELETE FROM {LINK} WHERE entry_id = %s", entries[1].pk)
    attack(f"DELETE FROM {ENTRY} WHERE id = %s", entries[1].pk)
    for position in (3, 4, 5, 6):
        attack(f"UPDATE {LINK} SET position = %s WHERE position = %s", position - 1, position)
    attack(f"UPDATE {SEAL} SET last_position = 5")
    assert where()[0] == ("unchained", f"entry {entries[2].pk}")


def test_removed_link_alone_is_found(entries):
    attack(f"DELETE FROM {LINK} WHERE entry_id = %s", entries[1].pk)
    assert where()[0] == ("gap", "position 2")


def cut(entry):
    """Remove an entry with its link, and every trace of it in the seals."""
    position = AuditLink.objects.get(entry=entry).position
    attack(f"DELETE FROM {LINK} WHERE entry_id = %s", entry.pk)
    attack(f"DELETE FROM {ENTRY} WHERE id = %s", entry.pk)
    head = AuditLink.objects.get(position=position - 1).digest
    attack(f"UPDATE {SEAL} SET last_position = %s, head = %s", position - 1, head)


def test_cut_end_is_found_by_a_head_noted_earlier_alone(entries):
    noted = sealing.head()
    cut(entries[-1])
    assert codes() == []
    assert where(noted_head=noted) == [("cut", "position 6")]


def test_cut_end_that_grew_again_is_found_by_a_head_noted_earlier(entries):
    noted = sealing.head()
    cut(entries[-1])
    trail.record(action="innocent", subject=Sector, by=None)
    assert codes() == []
    assert where(noted_head=noted) == [("rewritten", "position 6")]


def test_swapped_links_are_found(entries):
    first, second = entries[0].pk, entries[1].pk
    attack(f"UPDATE {LINK} SET position = position + 1000 WHERE entry_id IN (%s, %s)", first, second)
    attack(f"UPDATE {LINK} SET position = 2 WHERE entry_id = %s", first)
    attack(f"UPDATE {LINK} SET position = 1 WHERE entry_id = %s", second)
    assert where()[:2] == [("unchained", f"entry {second}"), ("unchained", f"entry {first}")]


def test_swapped_contents_are_found(entries):
    one, other = (AuditEntry.objects.get(pk=entry.pk) for entry in entries[:2])
    for row, content in ((one, None), (other, one), (one, other)):
        columns = [c for c in digests.COVERED if c != "token"] + ["digest"]
        values = ["x" if content is None and c == "action" else getattr(content or row, c) for c in columns]
        values = [connection.ops.adapt_json_value(v, None) if isinstance(v, dict) else v for v in values]
        attack(f"UPDATE {ENTRY} SET {', '.join(f'{c} = %s' for c in columns)} WHERE id = %s", *values, row.pk)
    assert {"altered", "unchained"} <= set(codes())


def test_swapped_ids_are_found(entries):
    first, second = entries[0].pk, entries[1].pk
    connection.check_constraints()
    with connection.constraint_checks_disabled():
        for before, after in ((first, -1), (second, first), (-1, second)):
            attack(f"UPDATE {ENTRY} SET id = %s WHERE id = %s", after, before)
    assert where()[:2] == [("unchained", f"entry {first}"), ("unchained", f"entry {second}")]


def test_forged_entry_is_found_even_when_a_sealer_chains_it(entries):
    forged = AuditEntry.objects.create(actor="amina", action="approve", subject_type="x.y", digest=FORGED)
    assert where() == [("altered", f"entry {forged.pk}")]


def test_copy_of_a_true_entry_is_found(entries):
    copy = AuditEntry.objects.get(pk=entries[1].pk)
    copy.pk, copy.token = None, "0" * 32
    copy.save()
    assert where() == [("altered", f"entry {copy.pk}")]


def test_forged_link_and_seal_of_a_forged_entry_are_found(entries):
    forged = AuditEntry.objects.create(actor="amina", action="approve", subject_type="x.y", digest=FORGED)
    seal = AuditSeal.objects.create(first_position=7, last_position=7, head=FORGED)
    AuditLink.objects.create(entry=forged, seal=seal, position=7, digest=FORGED)
    assert where() == [("altered", f"entry {forged.pk}"), ("unchained", f"entry {forged.pk}")]


def test_forged_link_in_the_way_of_the_sealer_is_found(entries):
    forged = AuditEntry.objects.create(actor="amina", action="approve", subject_type="x.y", digest=FORGED)
    AuditLink.objects.create(entry=forged, seal=AuditSeal.objects.get(), position=7, digest=FORGED)
    trail.record(action="later", subject=Sector, by=None)
    assert where()[:2] == [("altered", f"entry {forged.pk}"), ("unchained", f"entry {forged.pk}")]
    assert codes()[-1] == "stuck"


def test_sealer_misled_by_its_last_seal_is_found(entries):
    trail.record(action="later", subject=Sector, by=None)
    attack(f"UPDATE {SEAL} SET last_position = 9223372036854775807")
    assert {"seal", "stuck"} <= set(codes())


@pytest.mark.parametrize("shift", [1000, 1])
def test_numbered_anew_is_found(entries, shift):
    for position in (6, 5, 4):
        attack(f"UPDATE {LINK} SET position = %s WHERE position = %s", position + shift, position)
    assert where()[0] == ("gap", "position 4")


# --- the seals


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {SEAL} SET head = '{FORGED}'",
        f"UPDATE {SEAL} SET first_position = 2",
        f"UPDATE {SEAL} SET last_position = 5",
        f"INSERT INTO {SEAL} (at, first_position, last_position, head) SELECT at, 7, 9, head FROM {SEAL}",
        f"INSERT INTO {SEAL} (at, first_position, last_position, head) SELECT at, 1, 3, head FROM {SEAL}",
    ],
)
def test_seal_changed_or_forged_is_found(entries, statement):
    attack(statement)
    assert codes()[0] == "seal"


def test_link_put_under_another_seal_is_found(entries):
    trail.record(action="later", subject=Sector, by=None)
    sealing.seal_pending()
    last = AuditSeal.objects.last()
    attack(f"UPDATE {LINK} SET seal_id = %s WHERE position = 1", last.pk)
    assert set(codes()) == {"seal"}


# --- the history of statuses


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("subject_id", "999"),
        ("subject_type", "reference.axis"),
        ("from_status", "paid"),
        ("to_status", "approved"),
        ("verb", "approve"),
        ("on", "2001-01-01"),
        ("at", "2001-01-01 00:00:00+00:00"),
        ("by_id", None),
        ("on_behalf_of_id", "(by)"),
        ("sealed_reason", ""),
    ],
)
def test_edit_of_a_status_change_is_found_at_its_entry(entries, column, value):
    value = entries[0].by_id if value == "(by)" else value
    attack(f'UPDATE {STEP} SET "{column}" = %s', value)
    assert where()[0] == ("history", f"entry {entries[2].pk}")


def test_removed_status_change_is_found_at_its_entry(entries):
    attack(f"DELETE FROM {STEP}")
    assert where() == [("history", f"entry {entries[2].pk}")]


def test_status_change_that_no_entry_tells_of_is_found(entries):
    copy = StatusChange.objects.get()
    copy.pk = None
    copy.save()
    assert where() == [("history", f"audit.statuschange {copy.pk}")]


def test_status_change_made_while_the_chain_is_read_is_no_finding(entries, monkeypatch):
    sector, walk = Sector.objects.first(), verifying.Chain._links

    def and_meanwhile(chain):
        yield from walk(chain)
        step = trail.status_changed(subject=sector, from_status="draft", to_status="sent", verb="send", by=None)
        trail.record(action="send", subject=sector, by=None, covering=step)

    monkeypatch.setattr(verifying.Chain, "_links", and_meanwhile)
    assert codes() == []


# --- the rest


def test_lifted_triggers_are_named_after_what_was_done_behind_them(entries):
    attack(f"UPDATE {ENTRY} SET actor = 'somebody' WHERE id = %s", entries[1].pk)
    with pytest.raises(CommandError, match=f"altered entry {entries[1].pk}: .*step-1"):
        call_command("verify_audit")
    protections.install(connection)
    with pytest.raises(CommandError, match=f"1 finding.* altered entry {entries[1].pk}"):
        call_command("verify_audit")


def test_verify_audit_fails_when_the_sealer_lags(entries):
    trail.record(action="late", subject=Sector, by=None)
    assert codes(now=timezone.now() + sealing.LAG_MAX - timedelta(seconds=5)) == []
    trail.record(action="late", subject=Sector, by=None)
    assert codes(now=timezone.now() + sealing.LAG_MAX + timedelta(seconds=1)) == ["lag"]
