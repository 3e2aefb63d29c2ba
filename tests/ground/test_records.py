"""Records: every write leaves its entry, and a stale one writes nothing."""

import pytest
from django.db import models

from reintegration.ground import records
from reintegration.ground.access.models import Centre
from reintegration.ground.audit import trail
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.errors import Refused
from tests.ground.people import make_user

pytestmark = pytest.mark.django_db


def new_centre(**fields):
    return Centre(**{"code": "CAS", "name_ar": "الدار البيضاء", "name_fr": "Casablanca", **fields})


@pytest.fixture
def amina():
    return make_user()


@pytest.fixture
def centre(amina):
    return records.store(new_centre(), by=amina)


def test_amina_stores_a_new_record_and_its_entry_says_so(centre, amina):
    entry = trail.entries_of(centre).get()

    assert (entry.action, entry.by, entry.label) == ("add", amina, "CAS")
    assert entry.changes["name_fr"] == [None, "Casablanca"]


def test_amina_changes_a_field_and_the_entry_holds_before_and_after(centre, amina):
    centre.phone = "0522000000"

    records.store(centre, by=amina)

    assert centre.version == 2
    assert trail.entries_of(centre)[0].changes == {"phone": ["", "0522000000"]}


def test_storing_without_a_change_writes_nothing(centre, amina):
    records.store(centre, by=amina)

    assert (centre.version, trail.entries_of(centre).count()) == (1, 1)


def test_the_second_of_two_changes_is_refused(centre, amina):
    stale = Centre.objects.get(pk=centre.pk)
    centre.phone = "1"
    records.store(centre, by=amina)
    stale.phone = "2"

    with pytest.raises(Refused, match="Somebody else"):
        records.store(stale, by=make_user("brahim"))

    assert Centre.objects.get().phone == "1"


def test_a_stale_write_without_the_guard_would_overwrite(centre, amina):
    """What the version prevents: the same two writes straight through the model."""
    stale = Centre.objects.get(pk=centre.pk)
    centre.phone = "1"
    centre.save()
    stale.phone = "2"
    models.Model.save(stale)

    assert Centre.objects.get().phone == "2"


def test_a_wrong_field_is_refused_by_name(amina):
    with pytest.raises(Refused) as refusal:
        records.store(new_centre(code="", name_fr=""), by=amina)

    assert set(refusal.value.error_dict) == {"code", "name_fr"}
    assert not Centre.objects.exists()
    assert not AuditEntry.objects.exists()


def test_removing_a_record_keeps_what_it_held(centre, amina):
    pk = centre.pk

    records.remove(centre, by=amina)

    entry = AuditEntry.objects.get(action="delete")
    assert (entry.subject_id, entry.changes["code"]) == (str(pk), ["CAS", None])


def test_storing_takes_one_read_one_write_and_one_entry(centre, amina, django_assert_num_queries):
    centre.phone = "3"

    with django_assert_num_queries(5):
        # A savepoint around them makes two more.
        records.store(centre, by=amina, validate=False)
