"""A ceremony from its planning to its end: who is invited, the locked and numbered list, the cancelled day."""

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from disbursements import guards
from disbursements.models import Ceremony, Disbursement, Handover
from disbursements.number_protections import LISTS
from disbursements.numbering import next_number
from disbursements.services import certificates, freezing, handovers
from disbursements.workflow import CEREMONY, HANDOVER
from programs.models import Application
from reintegration.ground import locks, records
from reintegration.ground.arabic import search_text
from reintegration.ground.errors import Refused

FOUND_BY = ("name_ar", "name_fr", "place_ar", "place_fr", "list_number")
"""The columns by whose words a search finds a ceremony."""


def derived(values):
    """The columns of a ceremony that follow from others, from a dict of its fields: what a search finds it by."""
    return {"search": search_text(*(values[name] or "" for name in FOUND_BY))}


def plan(*, by, **fields):
    """Plan a ceremony; `by` must see the organising centre."""
    return save(ceremony=Ceremony(**fields), by=by)


@transaction.atomic
def save(*, ceremony, by):
    """Plan a new ceremony of the own centre, or change one whose list is not locked."""
    if not by.scope.reaches(ceremony.centre_id):
        raise Refused({"centre": _("Choose one of your own centres.")})
    _derive(ceremony)
    if ceremony._state.adding:
        return CEREMONY.start("plan", ceremony, by=by)
    # The centre it is stored with: the form may have named another.
    guards.of_organiser(_refuse_unless_draft(ceremony), by)
    return records.store(ceremony, by=by)


def candidates(*, by):
    """The approved applications `by` may see with something to hand over, and on no open line elsewhere."""
    things = Disbursement.objects.attachable().filter(application=OuterRef("pk"))
    on_a_list = Handover.objects.open().filter(application=OuterRef("pk"))
    rows = Application.objects.visible_to(by).approved().filter(Exists(things)).exclude(Exists(on_a_list))
    return rows.select_related("beneficiary", "project").order_by("beneficiary__file_number")


@transaction.atomic
def invite(*, ceremony, applications, by):
    """Add a line with the next seat for each application that `by` may see; return the lines."""
    ids = [application.pk for application in applications]
    locked = locks.lock(Application, ids)
    seen = set(Application.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    if len(seen) != len(set(ids)):
        raise Refused({"applications": _("Choose applications of your own centre.")})
    lines = []
    with CEREMONY.taking("invite", ceremony, by=by) as row:
        taken = row.handovers.aggregate(last=Max("seat"))["last"] or 0
        for seat, application in enumerate(locked, start=taken + 1):
            if application.status != Application.Status.APPROVED:
                raise Refused({"applications": _("Only approved applications are handed over.")})
            handovers.refuse_open_line(application)
            line = Handover(ceremony=row, application=application, kind=Handover.Kind.CEREMONY, seat=seat)
            lines.append(HANDOVER.start("expect", line, by=by))
    return lines


@transaction.atomic
def remove(*, handover, by):
    """Take a line off a list that is not locked."""
    _refuse_unless_draft(handover.ceremony)
    records.remove(handover, by=by)


@transaction.atomic
def lock(*, ceremony, by, on=None):
    """Freeze the list: seats without gaps, what each line hands over, the numbers of list and certificates."""
    ids = set(ceremony.handovers.values_list("application_id", flat=True))
    locks.lock(Application, ids)
    with CEREMONY.taking("lock", ceremony, by=by, on=on) as row:
        lines = list(row.handovers.order_by("seat", "pk"))
        if {line.application_id for line in lines} != ids:
            raise Refused(_("The list has just changed: look at it again."))
        _take_seats(lines, by=by)
        handovers.lock_disbursements(ids)
        for line in lines:
            handovers.attach(line, by=by)
        freezing.load(lines)
        freezer = freezing.Freezer()
        for line in lines:
            certificates.prepare(handover=line, by=by, freezer=freezer, on=on)
        row.list_number = next_number(LISTS, row.held_on.year)
        _derive(row)
    return ceremony


@transaction.atomic
def close(*, ceremony, by, on=None):
    """End a ceremony whose every line has an outcome."""
    return CEREMONY.take("close", ceremony, by=by, on=on)


@transaction.atomic
def reopen(*, ceremony, by, reason):
    """Open a closed ceremony again, to correct an outcome."""
    return CEREMONY.take("reopen", ceremony, by=by, reason=reason)


@transaction.atomic
def cancel(*, ceremony, by, reason):
    """Call a ceremony off: the lines of a draft go, those of a locked list are postponed."""
    locks.lock(Application, ceremony.handovers.values_list("application_id", flat=True))
    (row,) = locks.lock(Ceremony, [ceremony.pk])
    was_locked = row.status == Ceremony.Status.LOCKED
    for line in ceremony.handovers.open().order_by("pk"):
        if was_locked:
            handovers.call_off(handover=line, by=by, reason=reason)
        else:
            remove(handover=line, by=by)
    return CEREMONY.take("cancel", ceremony, by=by, reason=reason)


def _derive(ceremony):
    ceremony.search = derived({name: getattr(ceremony, name) for name in FOUND_BY})["search"]


def _take_seats(lines, *, by):
    """Seats 1 to n in the order of the list; upwards, so that no two lines hold one seat in between."""
    for seat, line in enumerate(lines, start=1):
        if line.seat != seat:
            line.seat = seat
            records.store(line, by=by, action="seat", validate=False)


def _refuse_unless_draft(ceremony):
    (locked,) = locks.lock(Ceremony, [ceremony.pk])
    if locked.status != Ceremony.Status.DRAFT:
        raise Refused(_("The list is locked: nothing on it changes any more."))
    return locked
