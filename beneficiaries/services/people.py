"""The person: registering, changing, moving, transferring. What hangs on the person has services of its own."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.duplicates import COMPARED, KEYS, keys_of
from beneficiaries.models import Beneficiary, Consent, Episode, FileNumber, Residence
from beneficiaries.services import duplicates, episodes, particulars
from reintegration.ground import records
from reintegration.ground.access.models import User
from reintegration.ground.access.scope import must_see
from reintegration.ground.arabic import search_text
from reintegration.ground.errors import Refused, naming, refuse_future
from reintegration.ground.locks import inserted, lock
from reintegration.ground.sealed import lookup_key, lookup_keys, normalise_cin
from reintegration.ground.territory.models import Province

NAMES = (
    "given_name_ar",
    "family_name_ar",
    "given_name_latin",
    "family_name_latin",
    "father_name_ar",
    "father_name_latin",
)
ORIGINS = ("is_ex_prisoner", "is_former_protection_resident", "has_alternative_sentence")
RELATED = ("centre", "beneficiary", "province", "worker")
"""Loaded already: looking each of them up would be a query a row."""
TEXTS = (*NAMES, "birth_place", "guardian_name", "vulnerability_note")
DERIVED = (*TEXTS, "birth_year", "cin", "cin_key", "phone", "search", *KEYS)
"""What `derived` returns; `birth_year` only when it is known."""

EARLIEST_BIRTH = 1900
DIRECTION_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
"""Invisible signs that a name copied from a telephone brings along."""


def normalise_phone(text):
    """The digits of a phone number, a Moroccan one in its national form: +212 6 12… becomes 0612…"""
    digits = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    if "+" not in text and not digits.startswith("00"):
        return digits
    # No country's number begins with 0.
    digits = digits.lstrip("0")
    found = re.fullmatch(r"2120?([1-9]\d{8})", digits)
    return f"0{found[1]}" if found else digits and f"+{digits}"


def derived(values):
    """The columns of a person that follow from others, from a dict of its fields: the one source of forms and imports.

    Trims and joins the words of names and texts, brings CIN and phone to one spelling, keys the CIN, takes the birth
    year from the birth date, folds names, file number and phone into the search column and names into the keys of
    duplicates. No query.
    """
    result = {name: " ".join((values.get(name) or "").translate(DIRECTION_MARKS).split()) for name in TEXTS}
    result["cin"] = normalise_cin(values.get("cin") or "")
    result["cin_key"] = lookup_key("cin", result["cin"])
    result["phone"] = normalise_phone(values.get("phone") or "")
    born = values.get("birth_date")
    if year := born.year if born else values.get("birth_year"):
        result["birth_year"] = year
    words = [result[name] for name in NAMES]
    result["search"] = search_text(*words, values.get("file_number") or "", result["phone"])
    return result | keys_of(result)


def next_file_numbers(years):
    """The next number of each of these years in turn, as CAS-2026-00012. Locks their rows to the transaction's end."""
    for year in sorted(set(years)):
        row, is_new = FileNumber.objects.get_or_create(year=year)
        if is_new:
            inserted(row)
    rows = {row.year: row for row in lock(FileNumber, years)}
    numbers = []
    for year in years:
        rows[year].last += 1
        numbers.append(str(rows[year]))
    for row in rows.values():
        row.save()
    return numbers


@dataclass
class Admission:
    """A person filled in but not written yet, and how the file opens: today, unless it says another day.

    `image_on` adds the consent to pictures; `worker` is in charge of the person in the place of who registers them.
    """

    person: Beneficiary
    province: Province
    intake: str = Episode.Intake.SPR
    address: str = ""
    opened_on: date | None = None
    consented_on: date | None = None
    image_on: date | None = None
    worker: User | None = None

    def __post_init__(self):
        self.opened_on = self.opened_on or timezone.localdate()
        self.consented_on = self.consented_on or timezone.localdate()

    @property
    def residence(self):
        return Residence(
            beneficiary=self.person, province=self.province, address=self.address, starts_on=self.opened_on
        )

    @property
    def consents(self):
        days = {Consent.Purpose.ACCOMPANIMENT: self.consented_on, Consent.Purpose.IMAGE: self.image_on}
        return [Consent(beneficiary=self.person, purpose=purpose, given_on=day) for purpose, day in days.items() if day]

    def episode(self, by):
        of_centre = {"beneficiary": self.person, "centre_id": self.person.centre_id, "worker": self.worker or by}
        return Episode(intake=self.intake, opened_on=self.opened_on, **of_centre)


def register(
    *, by, centre, province, intake=Episode.Intake.SPR, address="", consented_on=None, opened_on=None, **facts
):
    """Open the file of a new person, whose columns are `facts`; as `admit` for the rest."""
    person = Beneficiary(centre=centre, **facts)
    admission = Admission(person, province, intake, address, opened_on=opened_on, consented_on=consented_on)
    return admit_all(admissions=[admission], by=by)[0]


def admit(*, person, by, **opening):
    """Open the file of a person filled in but not written yet; `opening` is what an `Admission` holds beside.

    Raises `Refused` for a centre out of sight, for wrong fields, or for a CIN that the centre has a file of already.
    """
    return admit_all(admissions=[Admission(person, **opening)], by=by)[0]


@transaction.atomic
def admit_all(*, admissions, by):
    """Do what `admit` does for many people, all or nobody: person, residence, consents and episode; returns the people.

    A fixed number of queries, but for one more with each year of opening.
    """
    people = [one.person for one in admissions]
    for one in admissions:
        must_see(by, one.person.centre_id)
        with naming(one.person, people):
            check(admission=one)
    # Locked before the card numbers are looked up: of two who enter one person at once, the second sees the first.
    numbers = next_file_numbers([one.opened_on.year for one in admissions])
    for person, number in zip(people, numbers, strict=True):
        person.file_number = number
        _derive(person)
    _refuse_known_cins(people)
    records.store_all(people, by=by, action="register")
    records.store_all([one.residence for one in admissions], by=by)
    records.store_all([consent for one in admissions for consent in one.consents], by=by)
    # A new person has no other accompaniment that could share its days.
    records.store_all([one.episode(by) for one in admissions], by=by)
    return people


def check(*, admission):
    """Check a new person and what opens the file, in memory. Raises `Refused` naming the fields."""
    one, person = admission, admission.person
    refuse_future(opened_on=one.opened_on, consented_on=one.consented_on, image_on=one.image_on)
    person.file_number = "-"
    _derive(person)
    _refuse_unlikely_birth(person, timezone.localdate())
    try:
        for row in (person, one.residence, one.episode(None)):
            row.clean_fields(exclude=RELATED)
    except ValidationError as error:
        raise Refused(error) from error
    if not any(getattr(person, name) for name in ORIGINS):
        # Also a constraint; here for who checks many people before any is written.
        raise Refused({ORIGINS[0]: _("Choose at least one origin.")})


@transaction.atomic
def save(*, person, by):
    """Write a changed person. The centre and the file number stay: `transfer` changes the one, nothing the other.

    Who is somebody else now, or whose card is known now, is compared anew with the files out of sight.
    """
    stored = Beneficiary.objects.only("centre_id", "file_number", *COMPARED).get(pk=person.pk)
    must_see(by, stored.centre_id)
    if (person.centre_id, person.file_number) != (stored.centre_id, stored.file_number):
        raise Refused(_("A file changes its centre by a transfer only, and never its number."))
    _derive(person)
    _refuse_unlikely_birth(person, timezone.localdate())
    _refuse_known_cins([person])
    records.store(person, by=by)
    if any(getattr(person, name) != getattr(stored, name) for name in COMPARED):
        duplicates.look_elsewhere(beneficiary=person, by=by)
    return person


@transaction.atomic
def move(*, beneficiary, province, address="", on, by):
    """End the current residence on the day before `on` and begin another; on its own first day it is corrected."""
    must_see(by, beneficiary.centre_id)
    refuse_future(on=on)
    rows = beneficiary.residences
    current = next(iter(lock(rows.filter(ends_on__isnull=True), rows.values_list("pk", flat=True))), None)
    if current and current.starts_on > on:
        raise Refused({"on": _("The current residence began later than this day.")})
    if current and current.starts_on == on:
        current.province, current.address = province, address
        return records.store(current, by=by)
    if current:
        current.ends_on = on - timedelta(days=1)
        records.store(current, by=by)
    begun = Residence(beneficiary=beneficiary, province=province, address=address, starts_on=on)
    return particulars.save(record=begun, by=by)


@transaction.atomic
def transfer(*, beneficiary, centre, on, by):
    """Hand the file over to another centre: its open episode ends, another begins there, life projects follow.

    The new episode is in the charge of the centre's coordinator, longest in post first. The file number stays.
    """
    must_see(by, beneficiary.centre_id)
    if centre.pk == beneficiary.centre_id:
        raise Refused({"centre": _("The file is at this centre already.")})
    if not centre.is_active:
        raise Refused({"centre": _("This centre takes no files.")})
    episodes.hand_over(beneficiary=beneficiary, centre=centre, on=on, by=by)
    beneficiary.centre = centre
    _refuse_known_cins([beneficiary])
    return records.store(beneficiary, by=by, action="transfer")


def _derive(person):
    values = {field.attname: getattr(person, field.attname) for field in person._meta.concrete_fields}
    for name, value in derived(values).items():
        setattr(person, name, value)


def _refuse_unlikely_birth(person, today):
    if person.birth_year is None:
        raise Refused({"birth_year": _("Give the birth date, or the year alone when the day is not known.")})
    if not EARLIEST_BIRTH <= person.birth_year <= today.year or (person.birth_date or today) > today:
        raise Refused({"birth_date" if person.birth_date else "birth_year": _("This birth cannot be right.")})


def _refuse_known_cins(people):
    """Ask the own centres' files only, and these people: what another centre has must not show in an answer."""
    keys = {key for person in people for key in lookup_keys("cin", person.cin)}
    files = Beneficiary.objects.filter(centre__in={person.centre_id for person in people}, cin_key__in=keys)
    others = files.exclude(pk__in=[person.pk for person in people if person.pk])
    known = set(others.values_list("centre", "cin_key"))
    for person in people:
        of_person = {(person.centre_id, key) for key in lookup_keys("cin", person.cin)}
        with naming(person, people):
            if known & of_person:
                raise Refused({"cin": _("A file of this centre has this identity card number already: search for it.")})
        known |= of_person
