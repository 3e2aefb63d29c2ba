"""Registering people from a spreadsheet: all rows or none, through `people.admit_all`; a file sent twice adds none."""

import hashlib
from dataclasses import dataclass, field
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Beneficiary
from beneficiaries.services import people
from beneficiaries.services.import_columns import OF_MODELS, REQUIRED, Cells, headings
from reintegration.ground.access.scope import must_see
from reintegration.ground.arabic import fold
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.sealed import lookup_key, lookup_keys
from reintegration.ground.spreadsheets.errors import BadCell, MissingColumns
from reintegration.ground.spreadsheets.reading import folded_aliases, read_rows, recognise, with_fields

OF_OPENING = ("province", "address", "intake", "opened_on", "consented_on")


@dataclass
class Line:
    """One row and what becomes of it: a new person, the same as a known file, or refused for its faults."""

    number: int
    cells: dict
    values: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    same_as: str = ""

    @property
    def outcome(self):
        return "refused" if self.faults else "same" if self.same_as else "new"


@dataclass
class Report:
    """What a file holds, before or after it is written."""

    lines: list
    headings: dict
    sha256: str

    def count(self, outcome):
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def faults(self):
        return [fault for line in self.lines for fault in line.faults]


def preview(*, data, centre, by, encoding=None):
    """Read and check a file's bytes for a centre and write nothing. Raises `Refused` for the file as a whole."""
    if not by.has_perm("beneficiaries.import_beneficiary"):
        raise Refused(_("Your role does not include this step."))
    must_see(by, centre.pk)
    rows = read_rows(BytesIO(data), max_rows=settings.IMPORT_ROWS_MAX, encoding=encoding)
    aliases = folded_aliases(headings())
    named = {recognise(heading, aliases): heading for heading in rows[0].cells}
    _require_columns(named)
    cells = Cells()
    lines = [
        _line(row, original, centre, cells, named)
        for original, row in zip(rows, with_fields(rows, aliases), strict=True)
    ]
    _find_known(lines, centre)
    return Report(lines=lines, headings=named, sha256=hashlib.sha256(data).hexdigest())


@transaction.atomic
def register_all(*, data, centre, by, encoding=None):
    """Register every new person of a file, or nobody: raises `Refused` with the faults of all rows."""
    report = preview(data=data, centre=centre, by=by, encoding=encoding)
    if report.faults:
        raise Refused(report.faults)
    counts = {name: [None, report.count(name)] for name in ("new", "same")}
    changes = {"file": [None, report.sha256], "centre": [None, centre.code], **counts}
    with trail.as_one(action="import", model=Beneficiary, by=by, changes=changes):
        new = [line.values for line in report.lines if line.outcome == "new"]
        people.admit_all(admissions=[_admission(values, centre) for values in new], by=by)
    return report


def _require_columns(named):
    missing = [name for name in REQUIRED if name not in named]
    if "birth_date" not in named and "birth_year" not in named:
        missing.append("birth_date")
    if missing:
        raise MissingColumns([str(_label(name)) for name in missing])


def _label(name):
    model, field_name = OF_MODELS[name]
    return model._meta.get_field(field_name).verbose_name


def _line(row, original, centre, cells, named):
    line = Line(number=row.number, cells=original.cells)
    for name, text in row.cells.items():
        try:
            line.values[name] = cells.read(name, text)
        except Refused as refusal:
            line.faults.append(BadCell(row.number, named[name], refusal.text))
    if not line.values.get("consented_on") and not line.faults:
        line.faults.append(BadCell(row.number, named["consented_on"], _("this is needed")))
    if not line.faults:
        line.faults += _faults_of_person(line, centre, named)
    return line


def _faults_of_person(line, centre, named):
    try:
        people.check(admission=_admission(line.values, centre))
    except Refused as refusal:
        errors = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        return [
            BadCell(line.number, named.get(name) or (_label(name) if name in OF_MODELS else "–"), text)
            for name, texts in errors.items()
            for text in texts
        ]
    return []


def _admission(values, centre):
    facts = {name: value for name, value in values.items() if name not in OF_OPENING and value is not None}
    opening = {name: values[name] for name in OF_OPENING if values.get(name)}
    return people.Admission(Beneficiary(centre=centre, **facts), **opening)


def _find_known(lines, centre):
    """Mark the rows whose person has a file of this centre, or stands further up in the same file. Two queries."""
    files = Beneficiary.objects.filter(centre=centre)
    cards = {key for line in lines for key in lookup_keys("cin", line.values.get("cin") or "")}
    years = {_birth_year(line.values) for line in lines}
    by_card = dict(files.filter(cin_key__in=cards).values_list("cin_key", "file_number"))
    by_name = {}
    columns = ("given_name_ar", "family_name_ar", "birth_date", "birth_year", "cin_key", "file_number")
    for person in files.filter(birth_year__in=years - {None}).values(*columns):
        by_name.setdefault(_identity(person), []).append(
            (person["birth_date"], person["cin_key"], person["file_number"])
        )
    for line in lines:
        if line.faults:
            continue
        number, born = line.values.get("cin") or "", line.values.get("birth_date")
        card = lookup_key("cin", number)
        namesakes = by_name.setdefault(_identity(line.values), [])
        of_card = (by_card[key] for key in lookup_keys("cin", number) if key in by_card)
        line.same_as = next(of_card, "") or _same(namesakes, born, card)
        if not line.same_as:
            here = str(_("row %(number)s") % {"number": line.number})
            namesakes.append((born, card, here))
            if card:
                by_card[card] = here


def _same(namesakes, born, card):
    for other_born, other_card, number in namesakes:
        if (not born or not other_born or born == other_born) and (not card or not other_card):
            return number
    return ""


def _birth_year(values):
    born = values.get("birth_date")
    return born.year if born else values.get("birth_year")


def _identity(values):
    return fold(f"{values['given_name_ar']} {values['family_name_ar']}"), _birth_year(values)
