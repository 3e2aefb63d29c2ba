"""The keys of the trail: the newest signs, each proves what it signed, and a missing one is named."""

import pytest
from django.core.management import CommandError, call_command

from reintegration.ground.audit import digests, sealing, trail, verifying
from reintegration.ground.audit.models import AuditEntry, AuditLink
from reintegration.ground.reference.models import Sector
from reintegration.ground.sealed import key_id

pytestmark = pytest.mark.django_db
OLD, NEW = "an old key", "a new key"


@pytest.fixture
def rotated(settings):
    """One entry and its link signed with the old key, one with the new; both keys are set."""
    for keys in ([OLD], [NEW, OLD]):
        settings.AUDIT_KEYS = keys
        trail.record(action="see", subject=Sector, by=None)
        sealing.seal_pending()


def findings():
    return [(finding.code, finding.text) for finding in verifying.verify()]


def test_chain_signed_with_two_keys_verifies_and_names_them(rotated):
    names = [(key_id(OLD),), (key_id(NEW),)]
    assert list(AuditEntry.objects.order_by("pk").values_list("key_id")) == names
    assert list(AuditLink.objects.values_list("key_id")) == names
    assert findings() == []


def test_missing_key_is_named_once_and_fails_the_command(rotated, settings):
    settings.AUDIT_KEYS = [NEW]
    assert findings() == [("key", f"the key {key_id(OLD)} is missing from AUDIT_KEYS")]
    with pytest.raises(CommandError, match=f"key entry .*{key_id(OLD)} is missing"):
        call_command("verify_audit")


def test_another_key_under_the_place_of_the_old_one_proves_nothing(rotated, settings):
    settings.AUDIT_KEYS = [NEW, "a third key"]
    assert [code for code, _text in findings()] == ["key"]


def test_entry_from_before_keys_had_names_is_proved_with_the_oldest_key(settings):
    settings.AUDIT_KEYS = [NEW, OLD]
    entry = AuditEntry(actor="amina", action="see", subject_type="reference.sector")
    entry.digest = digests.entry_digest(entry)
    entry.save()
    assert findings() == []
    settings.AUDIT_KEYS = [OLD, NEW]
    assert [code for code, _text in findings()][:1] == ["altered"]


@pytest.mark.parametrize("keys", [[], [""], ["good", ""]])
def test_system_check_names_an_empty_key(settings, keys):
    settings.AUDIT_KEYS = keys
    assert [error.id for error in digests.audit_keys_are_set(None)] == ["audit.E002"]
    settings.AUDIT_KEYS = ["good"]
    assert digests.audit_keys_are_set(None) == []
