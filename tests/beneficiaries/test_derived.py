"""The columns that follow from others are the same whichever way a person comes in, and derive to themselves."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from beneficiaries.models import Beneficiary
from beneficiaries.services import importing, people
from reintegration.ground.errors import Refused
from tests.beneficiaries.sheets import xlsx
from tests.factories import OPENED_ON, make_centre, make_coordinator, make_person, make_province, person_fields

HEADINGS = {
    "given_name_ar": "given name in Arabic",
    "family_name_ar": "family name in Arabic",
    "given_name_latin": "given name",
    "family_name_latin": "family name",
    "father_name_ar": "father's name in Arabic",
    "father_name_latin": "father's name",
    "birth_date": "birth date",
    "birth_year": "birth year",
    "birth_place": "birth place",
    "cin": "CIN",
    "phone": "phone",
    "guardian_name": "guardian",
}
GIVEN = {"sex": "F", "province": "El Jadida", "consented on": f"{OPENED_ON}", "opened on": f"{OPENED_ON}"}

ARABIC = "ءآأإابةتثحخدذرزسشصضطظعغفقكلمنهويىئؤگڭپ" + "ًٌٍَُِّْٰ" + "ـ"
LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéèêëàâçîïôöûùüœæßøłŉİı’-"
DIGITS = "0123456789" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹"
SPACES = " \u00a0\u2009\u200f\u200e\u202a\u202c"
"""Spaces, and the marks of direction that a name copied from a telephone brings along."""

arabic = st.text(ARABIC + SPACES, max_size=40)
latin = st.text(LATIN + SPACES, max_size=40)
texts = st.none() | arabic | latin | st.text(ARABIC + LATIN + DIGITS + SPACES, max_size=50)
too_long = st.text(ARABIC, min_size=130, max_size=140)
phones = st.none() | st.text(DIGITS + SPACES + "+.-()", max_size=20)
phones |= st.from_regex(r"\u202a?(\+|00)2120?[0-9]{9}", fullmatch=True)
cards = st.none() | st.text(LATIN + DIGITS + " -", max_size=12)
births = st.tuples(st.dates(date(1930, 1, 1), date(2012, 1, 1)), st.none() | st.integers(1930, 2012))
births |= st.tuples(st.none(), st.none() | st.integers(1890, 2030))
people_written = st.fixed_dictionaries(
    {
        **dict.fromkeys(["given_name_ar", "family_name_ar"], arabic.map(lambda text: f" م{text}")),
        **dict.fromkeys(["given_name_latin", "family_name_latin"], latin.map(lambda text: f"{text} É ")),
        **dict.fromkeys(["father_name_ar", "father_name_latin", "birth_place"], texts),
        "guardian_name": texts | too_long,
        "birth": births,
        "phone": phones,
        "cin": cards,
    }
).map(lambda values: {**values, **dict(zip(("birth_date", "birth_year"), values.pop("birth"), strict=True))})
EMPTY = dict.fromkeys(HEADINGS)


@given(people_written | st.dictionaries(st.sampled_from(list(HEADINGS)), texts))
@example({"phone": "+0012"})
@example({"phone": "+000021261234567"})
@example({"phone": "+212001234567"})
def test_derived_columns_derive_to_themselves(values):
    values = {**values, "birth_date": None} if isinstance(values.get("birth_date"), str) else values
    once = people.derived(values)

    assert people.derived({**values, **once}) == once


@pytest.fixture
def office(db):
    centre = make_centre()
    return centre, make_coordinator(centre)


def rolled_back(act):
    """What `act` returns, or the word of its refusal; nothing of it stays."""
    with transaction.atomic():
        try:
            return act()
        except Refused:
            return "refused"
        finally:
            transaction.set_rollback(True)


def columns(person):
    """The derived columns as the database holds them."""
    stored = Beneficiary.objects.get(pk=person.pk)
    return {name: getattr(stored, name) for name in (*people.DERIVED, "birth_date", "file_number")}


def registered(office, values):
    centre, by = office
    fields = {name: value for name, value in values.items() if value is not None}
    where = {"province": make_province(), "opened_on": OPENED_ON, "consented_on": OPENED_ON}
    return columns(people.register(by=by, centre=centre, sex="F", **where, **fields))


def saved(office, values):
    """The same person, first registered as somebody else and then corrected."""
    centre, by = office
    person = make_person(by=by, centre=centre)
    for name, value in values.items():
        field = person._meta.get_field(name)
        setattr(person, name, value if value is not None or field.null else field.get_default())
    return columns(people.save(person=person, by=by))


def imported(office, values):
    centre, by = office
    cells = ["" if value is None else str(value) for value in values.values()]
    data = xlsx([*cells, *GIVEN.values()], headings=[*HEADINGS.values(), *GIVEN])
    importing.register_all(data=data, centre=centre, by=by)
    return columns(Beneficiary.objects.get())


@given(people_written)
@example({**EMPTY, **person_fields(), "phone": "\u202a+212 612-345678\u202c"} | {"sex": None})
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_clerk_types_and_imports_a_person_and_both_rows_are_equal(office, values):
    values = {name: values[name] for name in HEADINGS}

    typed = rolled_back(lambda: registered(office, values))

    assert rolled_back(lambda: imported(office, values)) == typed
    if values["birth_year"] or values["birth_date"]:
        assert rolled_back(lambda: saved(office, values)) == typed


@pytest.mark.parametrize("way", [registered, saved, imported])
def test_control_a_way_in_that_derives_nothing_is_seen(office, way, monkeypatch):
    values = {**EMPTY, **person_fields(given_name_ar="  فاطِمة  ", phone="06 12 34 56 78")}
    values = {name: values[name] for name in HEADINGS}
    expected = rolled_back(lambda: registered(office, values))
    monkeypatch.setattr(people, "_derive", lambda person: None)

    assert rolled_back(lambda: way(office, values)) != expected
