"""The person: registering, changing, moving, transferring. What hangs on the person has services of its own."""

import re
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Beneficiary, Consent, Episode, FileNumber, Residence
from beneficiaries.services import episodes, particulars
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.arabic import search_text
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.locks import inserted, lock
from reintegration.ground.sealed import lookup_key, lookup_keys, normalise_cin

NAMES = (
    "given_name_ar",
    "family_name_ar",
    "given_name_latin",
    "family_name_latin",
    "father_name_ar",
    "father_name_latin",
)
TEXTS = (*NAMES, "birth_place", "guardian_name", "vulnerability_note")
DERIVED = (*TEXTS, "birth_year", "cin", "cin_key", "phone", "search")
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
    year from the birth date, and folds names, file number and phone into the search column. No query.
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
    return result


def next_file_number(year):
    """The next number of a year, as CAS-2026-00012. Locks the year's row until the transaction ends."""
    row, is_new = FileNumber.objects.get_or_create(year=year)
    if is_new:
        inserted(row)
    (number,) = lock(FileNumber, [year])
    number.last += 1
    number.save()
    return str(number)


def register(
    *,
    by,
    centre,
    province,
    intake=Episode.Intake.SPR,
    address="",
    consented_on=None,
    opened_on=None,
    **person_fields,
):
    """Open the file of a new person: person, residence, episode and consent. Days default to today.

    Raises `Refused` for a centre out of sight, for wrong fields, or for a CIN that the centre has a file of already.
    """
    person = Beneficiary(centre=centre, **person_fields)
    return admit(
        person=person,
        by=by,
        province=province,
        intake=intake,
        address=address,
        consented_on=consented_on,
        opened_on=opened_on,
    )


@transaction.atomic
def admit(
    *, person, by, province, intake=Episode.Intake.SPR, address="", consented_on=None, opened_on=None, image_on=None
):
    """Do what `register` does for a person filled in but not written yet; `image_on` adds the consent to pictures."""
    must_see(by, person.centre_id)
    today = timezone.localdate()
    opened_on, consented_on = opened_on or today, consented_on or today
    refuse_future(opened_on=opened_on, consented_on=consented_on, image_on=image_on)
    check(person=person)
    _refuse_known_cin(person)
    person.file_number = next_file_number(opened_on.year)
    _derive(person)
    # Every column was checked above; the number is unique because its row is locked.
    records.store(person, by=by, action="register", validate=False)
    records.store(Residence(beneficiary=person, province=province, address=address, starts_on=opened_on), by=by)
    records.store(Consent(beneficiary=person, given_on=consented_on), by=by)
    if image_on:
        records.store(Consent(beneficiary=person, purpose=Consent.Purpose.IMAGE, given_on=image_on), by=by)
    episodes.open(beneficiary=person, by=by, intake=intake, opened_on=opened_on)
    return person


def check(*, person):
    """Derive and check the columns of a new person, in memory. Raises `Refused` naming the fields."""
    person.file_number = "-"
    _derive(person)
    _refuse_unlikely_birth(person, timezone.localdate())
    return records.checked(person)


@transaction.atomic
def save(*, person, by):
    """Write a changed person. The centre and the file number stay: `transfer` changes the one, nothing the other."""
    stored = Beneficiary.objects.only("centre_id", "file_number").get(pk=person.pk)
    must_see(by, stored.centre_id)
    if (person.centre_id, person.file_number) != (stored.centre_id, stored.file_number):
        raise Refused(_("A file changes its centre by a transfer only, and never its number."))
    _derive(person)
    _refuse_unlikely_birth(person, timezone.localdate())
    _refuse_known_cin(person)
    return records.store(person, by=by)


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
    _refuse_known_cin(beneficiary)
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


def _refuse_known_cin(person):
    """Ask the own centre's files only: what another centre has must not show in an answer."""
    cards = lookup_keys("cin", person.cin)
    known = Beneficiary.objects.filter(centre=person.centre_id, cin_key__in=cards).exclude(pk=person.pk)
    if known.exists():
        raise Refused({"cin": _("A file of this centre has this identity card number already: search for it.")})
