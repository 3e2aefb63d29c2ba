"""The hidden version of forms: missing and stale ones are refused, with who changed what."""

import pytest

from reintegration.ground import records
from reintegration.ground.access.models import Centre
from reintegration.ground.errors import Refused
from reintegration.ground.forms import RecordForm, RowForm, changes_since, check_version, valid_key
from tests.ground.people import make_user

pytestmark = pytest.mark.django_db
KEY = "6f1a3c0e-0000-4000-8000-000000000001"


class CentreForm(RecordForm):
    class Meta:
        model = Centre
        fields = ["code", "name_ar", "name_fr", "phone"]


class CentreRow(RowForm):
    class Meta:
        model = Centre
        fields = ["phone"]


@pytest.fixture
def centre():
    return records.store(Centre(code="CAS", name_ar="الدار البيضاء", name_fr="Casablanca"), by=make_user())


def answers(**changes):
    return {"code": "CAS", "name_ar": "أ", "name_fr": "A", "phone": "", "idempotency_key": KEY, **changes}


def changed_by_brahim(centre):
    other = Centre.objects.get(pk=centre.pk)
    other.phone = "0522000000"
    records.store(other, by=make_user("brahim", full_name_latin="Brahim", full_name_ar="إبراهيم"))
    centre.refresh_from_db()


def test_a_form_shows_the_version_it_read(centre):
    assert CentreForm(instance=centre).initial["version"] == 1


def test_a_form_with_its_version_is_valid(centre):
    assert CentreForm(answers(version="1"), instance=centre).is_valid()


def test_a_form_without_its_version_is_refused(centre):
    form = CentreForm(answers(), instance=centre)

    assert "incomplete" in " ".join(form.non_field_errors())


def test_a_stale_form_names_who_changed_what(centre, settings):
    settings.LANGUAGE_CODE = "en"
    changed_by_brahim(centre)

    form = CentreForm(answers(version="1"), instance=centre)

    text = " ".join(form.non_field_errors())
    assert "Brahim" in text or "إبراهيم" in text
    assert "phone" in text


def test_a_new_record_needs_no_version(db):
    assert CentreForm(answers()).is_valid()


@pytest.mark.parametrize("key", ["", "x", "6f1a"])
def test_a_form_with_a_broken_key_is_refused(centre, key):
    form = CentreForm(answers(version="1", idempotency_key=key), instance=centre)

    assert not form.is_valid()


def test_what_a_service_refused_stands_on_its_field(centre):
    form = CentreForm(answers(version="1"), instance=centre)
    form.refusal = Refused({"phone": "no", "search": "elsewhere"})

    assert form.errors["phone"] == ["no"]
    assert form.non_field_errors() == ["elsewhere"]


def test_the_posted_version_does_not_reach_the_record(centre):
    form = CentreForm(answers(version="1", phone="1"), instance=centre)
    form.is_valid()

    assert form.instance.version == 1


def test_a_changed_row_needs_its_version(centre):
    assert CentreRow({"phone": "1", "row_version": "1"}, instance=centre).is_valid()
    assert not CentreRow({"phone": "1"}, instance=centre).is_valid()


def test_a_stale_row_is_refused(centre):
    changed_by_brahim(centre)

    assert not CentreRow({"phone": "1", "row_version": "1"}, instance=centre).is_valid()


def test_check_version_tells_stale_from_missing(centre):
    check_version(centre, 1)
    for posted in (None, 0, 2):
        with pytest.raises(Refused):
            check_version(centre, posted)


def test_changes_since_lists_only_newer_entries(centre):
    changed_by_brahim(centre)

    assert len(changes_since(centre, 1)) == 1
    assert changes_since(centre, 2) == []


def test_valid_key_reads_only_uuids():
    assert str(valid_key(KEY)) == KEY
    assert valid_key("nonsense") is None
    assert valid_key(None) is None
