"""Records stored together: all or none, each with its own entry, and the one at fault named. Souad writes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beneficiaries.models import Residence
from reintegration.ground import records
from reintegration.ground.access.models import Centre, CentreProvince
from reintegration.ground.audit import sealing, trail, verifying
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.classes import owner_of
from reintegration.ground.errors import Refused
from reintegration.ground.keys import owned
from reintegration.ground.keys.models import DataKey
from tests.factories import make_person, make_province

pytestmark = pytest.mark.django_db


def new_centre(code, **fields):
    return Centre(**{"code": code, "name_ar": f"مركز {code}", "name_fr": f"Centre {code}", **fields})


def centres(*codes):
    return [new_centre(code) for code in codes]


def queries_of(rows, by):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        records.store_all(rows, by=by)
    return len(queries)


def told(entry):
    """An entry but for what tells it from its neighbour."""
    return (entry.by, entry.actor, entry.action, entry.subject_type, frozenset(entry.changes), entry.on_behalf_of)


def test_souad_stores_many_and_each_has_the_entry_of_a_single_one(souad):
    one = records.store(new_centre("ONE"), by=souad)
    rows = records.store_all(centres("A", "B", "C"), by=souad)

    assert [row.code for row in rows] == ["A", "B", "C"] == [trail.entries_of(row).get().label for row in rows]
    assert {told(trail.entries_of(row).get()) for row in rows} == {told(trail.entries_of(one).get())}
    assert Centre.objects.get(code="B").pk == rows[1].pk
    assert trail.entries_of(rows[1]).get().changes["name_fr"] == [None, "Centre B"]
    sealing.seal_pending()
    assert verifying.verify() == []


def test_many_take_the_queries_of_two(souad):
    assert queries_of(centres("A", "B"), souad) == queries_of(centres(*"CDEFGHIJKLMN"), souad)


def test_personal_values_are_sealed_for_the_person_of_each_row(souad):
    people = [make_person(by=souad) for _number in range(3)]
    Residence.objects.all().delete()
    rows = [Residence(beneficiary=p, province=make_province(), address=f"Rue {p.pk}") for p in people]
    records.store_all(rows, by=souad)

    for row in rows:
        entry = trail.entries_of(row).get()
        key = DataKey.objects.get(owner=owner_of(row.beneficiary))
        assert entry.changes["address"][1]["sealed"].startswith(f"p1:{key.pk}:")
        assert entry.opened_changes["address"] == [None, row.address]


def test_keys_that_people_have_not_yet_are_made_together(souad, django_assert_max_num_queries):
    acts = [trail.Act("see", centre, note="seen") for centre in records.store_all(centres(*"ABCDEF"), by=souad)]
    people = [make_person(by=souad) for _number in range(3)]
    with django_assert_max_num_queries(4):
        entries = trail.record_all([*acts, *(trail.Act("see", p, note="seen") for p in people)], by=souad)
    assert {entry.note for entry in entries} == {"seen"}


def test_of_an_anonymised_person_among_many_nothing_is_kept(souad):
    people = [make_person(by=souad) for _number in range(3)]
    owned.destroy(owner=owner_of(people[1]))
    entries = trail.record_all([trail.Act("see", person, note="seen") for person in people], by=souad)
    assert [entry.note.is_gone for entry in entries] == [False, True, False]
    assert entries[1].sealed_note.endswith(":")


FAULTS = {
    "empty": lambda: new_centre("", name_fr=""),
    "long": lambda: new_centre("X" * 40),
    "taken": lambda: new_centre("OLD"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", [0, 2])
def test_one_wrong_row_among_many_refuses_all_in_the_words_of_one_alone(souad, fault, place):
    records.store(new_centre("OLD"), by=souad)
    before = AuditEntry.objects.count()
    with pytest.raises(Refused) as alone:
        records.store(FAULTS[fault](), by=souad)
    rows = centres("A", "B")
    rows.insert(place, FAULTS[fault]())

    with pytest.raises(Refused) as refusal:
        records.store_all(rows, by=souad)

    assert refusal.value.text == f"{rows[place]}: {alone.value.text}"
    assert refusal.value.row is rows[place]
    assert [row.pk for row in rows] == [None] * 3
    assert (Centre.objects.filter(code__in=["A", "B"]).count(), AuditEntry.objects.count()) == (0, before)


def test_one_wrong_row_alone_is_refused_on_its_fields(souad):
    with pytest.raises(Refused) as refusal:
        records.store_all([new_centre("", name_fr="")], by=souad)
    assert set(refusal.value.error_dict) == {"code", "name_fr"}


def test_two_rows_that_exclude_each_other_are_refused_at_the_second(souad):
    rows = centres("A", "B", "A")
    with pytest.raises(Refused, match="already exists") as refusal:
        records.store_all(rows, by=souad)
    assert refusal.value.row is rows[2]
    assert not Centre.objects.filter(code="B").exists()


def test_constraint_of_the_table_is_refused_in_its_words(souad):
    centre, province = records.store(new_centre("A"), by=souad), make_province()
    days = [(date(2019, 1, 1), date(2019, 2, 1)), (date(2019, 6, 1), date(2019, 5, 1))]
    rows = [CentreProvince(centre=centre, province=province, starts_on=a, ends_on=b) for a, b in days]
    with pytest.raises(Refused) as refusal:
        records.store_all(rows, by=souad)
    assert refusal.value.row is rows[1]


def test_row_that_leads_nowhere_is_refused(souad):
    rows = [Residence(beneficiary_id=10**9 + n, province=make_province(), address="x") for n in range(2)]
    with pytest.raises(Refused, match="El Jadida: .*not a valid choice"):
        records.store_all(rows, by=souad)


def test_many_inside_one_act_leave_its_lines(souad):
    with trail.as_one(action="import", model=Centre, by=souad, changes={}):
        rows = records.store_all(centres("A", "B"), by=souad)
    entry = AuditEntry.objects.get(action="import")
    assert [line.subject_id for line in entry.rows.all()] == [str(row.pk) for row in rows]
