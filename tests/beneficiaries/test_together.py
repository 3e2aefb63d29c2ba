"""Many people at one stroke: the same rows, entries and refusals as one by one, all or nobody. Souad enters them."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beneficiaries.models import Beneficiary, Consent, Episode, FileNumber, Residence
from beneficiaries.services import people
from beneficiaries.services.people import Admission
from reintegration.ground.audit import trail
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.errors import Refused
from tests.factories import OPENED_ON, make_centre, make_person, make_province, make_user, person_fields

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)
UNTOLD = {"id", "created_at", "updated_at", "file_number", "search", "beneficiary"}
"""What tells one person's rows from another's, or when they were written."""


@pytest.fixture
def centre(souad):
    return souad.postings_now[0].centre


def admission(centre, *, opening=None, **facts):
    given = {"opened_on": OPENED_ON, "consented_on": OPENED_ON, **(opening or {})}
    return Admission(Beneficiary(centre=centre, **person_fields(**facts)), make_province(), **given)


def admissions(centre, count):
    return [admission(centre, cin=f"BE{number}", family_name_latin=f"F{number}") for number in range(count)]


def alone(one, by):
    opening = {name: value for name, value in vars(one).items() if name != "person"}
    return people.admit(person=one.person, by=by, **opening)


def row_of(record):
    return {f.name: f.value_from_object(record) for f in record._meta.concrete_fields if f.name not in UNTOLD}


def told(person):
    """All that stands of a person, and what the trail says of each row."""
    files = [person, *person.residences.all(), *person.consents.order_by("purpose"), *person.episodes.all()]
    files = [type(record).objects.get(pk=record.pk) for record in files]
    entries = [trail.entries_of(record).get() for record in files]
    changes = [{name: e.opened_changes[name] for name in e.changes if name not in UNTOLD} for e in entries]
    return [(row_of(r), e.action, e.by, c) for r, e, c in zip(files, entries, changes, strict=True)]


def written():
    models = (Beneficiary, Residence, Consent, Episode, FileNumber, AuditEntry)
    return [model.objects.count() for model in models]


def refusal_of(act):
    """What `act` says when it refuses; nothing of it stays."""
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act()
    return refusal.value


def test_souad_admits_many_and_each_file_is_that_of_one_alone(souad, centre):
    facts = {"cin": "be 12 34", "phone": "+212 612 345 678", "birth_date": date(1988, 5, 6), "father_name_ar": " علي "}
    opening = {"address": "12 rue X", "intake": "self", "image_on": OPENED_ON}
    single = told(alone(admission(centre, opening=opening, **facts), souad))
    Beneficiary.objects.update(cin_key="")

    many = [admission(centre), admission(centre, opening=opening, **facts), admission(centre, sex="M")]
    admitted = people.admit_all(admissions=many, by=souad)

    assert told(admitted[1]) == single
    assert [person.file_number[-5:] for person in admitted] == ["00002", "00003", "00004"]
    assert admitted[0].consents.count() == 1


def test_souad_admits_nobody_and_nothing_happens(souad):
    before = written()

    assert people.admit_all(admissions=[], by=souad) == []
    assert written() == before


def test_people_get_numbers_of_the_years_their_files_opened(souad, centre):
    days = [OPENED_ON, date(2025, 1, 5), OPENED_ON, date(2025, 2, 5)]
    many = [admission(centre, opening={"opened_on": day}) for day in days]

    numbers = [person.file_number for person in people.admit_all(admissions=many, by=souad)]

    assert numbers == ["CAS-2026-00001", "CAS-2025-00001", "CAS-2026-00002", "CAS-2025-00002"]
    assert make_person(by=souad).file_number == "CAS-2026-00003"


FAULTS = {
    "no birth": {"birth_year": None},
    "unlikely birth": {"birth_year": 1850},
    "birth to come": {"birth_date": TOMORROW},
    "no name": {"given_name_ar": " \u200f "},
    "long name": {"given_name_latin": "x" * 61},
    "unknown sex": {"sex": "X"},
    "unknown schooling": {"schooling": "xyz"},
    "no origin": {"is_ex_prisoner": False},
    "long phone": {"phone": "6" * 21},
    "too many depend": {"dependants": -1},
    "known card": {"cin": "k-1"},
    "opened tomorrow": {"opening": {"opened_on": TOMORROW}},
    "agreed tomorrow": {"opening": {"consented_on": TOMORROW}},
    "pictures tomorrow": {"opening": {"image_on": TOMORROW}},
    "unknown intake": {"opening": {"intake": "other"}},
    "long address": {"opening": {"address": "x" * 201}},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_among_many_refuses_all_in_the_words_of_one_alone(souad, centre, fault):
    make_person(by=souad, cin="K1")
    before = written()
    single = refusal_of(lambda: alone(admission(centre, **FAULTS[fault]), souad))
    wrong = admission(centre, family_name_latin="Bennani", **FAULTS[fault])
    many = [*admissions(centre, 2), wrong, *admissions(centre, 1)]
    if fault != "known card":
        many[-1].person.cin = ""

    among = refusal_of(lambda: people.admit_all(admissions=many, by=souad))

    assert single.text in among.text and "Bennani" in among.text
    assert list(single.error_dict) != ["__all__"]
    assert written() == before


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_person_of_another_centre_among_many_refuses_all_and_is_not_named(souad, centre, place):
    many = admissions(centre, 2)
    many.insert(place, admission(make_centre(), family_name_latin="Bennani"))
    before = written()

    refusal = refusal_of(lambda: people.admit_all(admissions=many, by=souad))

    assert "in your charge" in refusal.text and "Bennani" not in refusal.text
    assert written() == before


def test_the_same_card_twice_among_many_is_refused_at_the_second(souad, centre):
    many = [admission(centre, cin="BE 1"), admission(centre, cin="be-1", family_name_latin="Bennani")]

    refusal = refusal_of(lambda: people.admit_all(admissions=many, by=souad))

    assert "Bennani" in refusal.text and "search for it" in refusal.text


def test_the_same_card_at_two_centres_says_nothing(souad, centre):
    officer, other = make_user("programme_officer"), make_centre()
    make_person(centre=other, cin="BE2")
    many = [admission(centre, cin="BE1"), admission(other, cin="BE1"), admission(centre, cin="BE2")]

    assert len(people.admit_all(admissions=many, by=officer)) == 3


def test_a_card_keyed_by_an_earlier_key_is_known_among_many(souad, centre, settings):
    make_person(by=souad, cin="BE1")
    settings.LOOKUP_KEYS = ["newest", *settings.LOOKUP_KEYS]

    assert (
        "search for it"
        in refusal_of(lambda: people.admit_all(admissions=[admission(centre, cin="BE1")], by=souad)).text
    )


def queries_of(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"] for query in captured]


def test_many_take_the_queries_of_a_few(souad, centre):
    make_person(by=souad)
    few, many = admissions(centre, 2), admissions(centre, 14)[2:]
    asked = queries_of(lambda: people.admit_all(admissions=few, by=souad))

    assert len(queries_of(lambda: people.admit_all(admissions=many, by=souad))) == len(asked)


def test_numbers_are_locked_before_card_numbers_are_looked_up(souad, centre):
    """So that of two who enter one person at once, the second sees the first."""
    many = admissions(centre, 2)
    asked = queries_of(lambda: people.admit_all(admissions=many, by=souad))

    locked = next(place for place, sql in enumerate(asked) if 'UPDATE "beneficiaries_filenumber"' in sql)
    looked = next(place for place, sql in enumerate(asked) if '"cin_key" IN' in sql)
    assert locked < looked
