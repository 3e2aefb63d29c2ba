"""Anonymising a person for good: columns are emptied and keys destroyed, while counts, ledger and trail stay true.

What goes is derived from the classes of the columns and each model's path to the person, so that a new column is
covered by its class. The copies that figures are counted from are of the class `group`, and stay.
"""

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from beneficiaries.models import Beneficiary, Episode
from reintegration.ground.arabic import search_text
from reintegration.ground.audit import trail
from reintegration.ground.classes import IDENTITY, ITSELF, NOBODY, leads_to_many, owner, registry
from reintegration.ground.drafts import keeping
from reintegration.ground.errors import Refused
from reintegration.ground.keys import owned
from reintegration.ground.keys.fields import OwnedTextField
from reintegration.ground.locks import lock
from reintegration.ground.records import Record

NAMES = {"ar": "مجهول", "latin": "Anonyme"}
"""What stands where a name stood, by the script of its column."""
FOLDED = ("search", "names_key_ar", "names_key_latin", "family_key", "initials_key")
"""What names are found by: it goes with them, and no neutral name takes its place."""
PERMISSION = "beneficiaries.anonymise_beneficiary"


@transaction.atomic
def anonymise(*, beneficiary, by, reason):
    """Anonymise a person and the merged duplicates of the person; returns the person. Cannot be undone.

    Raises `Refused` for who may not, without a reason, while an accompaniment is open, and while one of the rules of
    `settings.ANONYMISED_AFTER` says that a file is under way. The reason stays readable: it must name nobody.
    """
    if not by.has_perm(PERMISSION):
        raise Refused(_("Your role does not include this step."))
    if not reason.strip():
        raise Refused({"reason": _("Give the reason, without naming the person: it stays readable.")})
    people = lock(Beneficiary, _same(beneficiary).values_list("pk", flat=True))
    _refuse_unfinished(people)
    for person in people:
        changes = {"anonymised_at": [None, timezone.now()], "reason": ["", reason.strip()]}
        trail.record(action="anonymise", subject=person, by=by, changes=changes)
    ids = [person.pk for person in people]
    about = [(apps.get_model(label), entry) for label, entry in registry().items() if entry.person is not NOBODY]
    keeping.forget_about({model: list(_of(model, entry, ids).values_list("pk", flat=True)) for model, entry in about})
    for model, entry in about:
        _empty(model, entry, ids)
    for pk in ids:
        owned.destroy(owner=owner(Beneficiary, pk))
    beneficiary.refresh_from_db()
    return beneficiary


def refuse_unfinished(beneficiary):
    """Raise `Refused` while something of the person, or of a merged duplicate, is under way. Up to six queries."""
    _refuse_unfinished(list(_same(beneficiary)))


def _same(beneficiary):
    return Beneficiary.objects.filter(Q(pk=beneficiary.person_id) | Q(canonical=beneficiary.person_id))


def _refuse_unfinished(people):
    if any(person.anonymised_at for person in people):
        raise Refused(_("This person was anonymised."))
    if Episode.objects.open().filter(beneficiary__in=people).exists():
        raise Refused(_("An accompaniment of this person is open: close it first."))
    for path in settings.ANONYMISED_AFTER:
        import_string(path)(people)


def _empty(model, entry, ids):
    """Empty the personal columns of a model's rows of these people; a row that cannot do without one goes."""
    rows = _rows(model, entry, ids)
    columns = [model._meta.get_field(name) for name, data_class in entry.classes.items() if data_class.blanked]
    columns = [column for column in columns if not isinstance(column, OwnedTextField)]
    if any(column.is_relation and not column.null for column in columns):
        rows.delete()
        return
    values = {column.name: _nothing(column, entry.classes[column.name]) for column in columns}
    if not values:
        return
    if issubclass(model, Record):
        values |= {"version": F("version") + 1, "updated_at": timezone.now()}
    if entry.person == ITSELF:
        for pk, number in rows.values_list("pk", "file_number"):
            here = {"search": search_text(number), "anonymised_at": timezone.now()}
            model._base_manager.filter(pk=pk).update(**values | here)
        return
    rows.update(**values)


def _of(model, entry, ids):
    path = "pk" if entry.person == ITSELF else entry.person
    return model._base_manager.filter(**{f"{path}__in": ids})


def _rows(model, entry, ids):
    rows = _of(model, entry, ids)
    if entry.person == ITSELF or not leads_to_many(model, entry.person):
        return rows
    # A session with others stays as it is until the last of them is anonymised; its values have a key of their own.
    others = model._base_manager.filter(**{f"{entry.person}__anonymised_at__isnull": True})
    alone = list(rows.exclude(pk__in=others.values("pk")).values_list("pk", flat=True).distinct())
    for pk in alone:
        owned.destroy(owner=owner(model, pk))
    return model._base_manager.filter(pk__in=alone)


def _nothing(column, data_class):
    """What an emptied column holds: nothing if it can, else the least that its kind allows."""
    if column.null:
        return None
    if isinstance(column, models.CharField | models.TextField):
        if data_class == IDENTITY and column.name not in FOLDED:
            name = NAMES["ar" if column.name.endswith("_ar") else "latin"]
            return Case(When(**{column.name: ""}, then=Value("")), default=Value(name))
        return "" if column.blank else "—"
    return column.get_default() if column.has_default() else type(column)().to_python(0)
