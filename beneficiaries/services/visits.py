"""Follow-up visits: planned from the handover, recorded when done, forgotten when the handover is taken back."""

import calendar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import FollowUpVisit
from beneficiaries.models.visit import MONTHS
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.errors import Refused, refuse_future
from reintegration.ground.locks import lock


def months_after(day, months):
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


@transaction.atomic
def plan(*, project, handed_on, by):
    """Plan the visits after a handover; planned again, undone visits take the new dates and done ones stay."""
    must_see(by, project.beneficiary.centre_id)
    known = {visit.month: visit for visit in lock(FollowUpVisit, project.visits.values_list("pk", flat=True))}
    for month in MONTHS:
        visit = known.setdefault(month, FollowUpVisit(project=project, month=month))
        if visit.done_on is None:
            visit.due_on = months_after(handed_on, month)
            records.store(visit, by=by)
    return [known[month] for month in MONTHS]


@transaction.atomic
def record(*, visit, by, done_on, is_alive, monthly_income=None, jobs=None, note=""):
    """Fill in a visit: whether the project is alive, its income a month (MAD), the people working in it."""
    must_see(by, visit.project.beneficiary.centre_id)
    if done_on is None:
        raise Refused({"done_on": _("Give the day of the visit.")})
    refuse_future(done_on=done_on)
    if is_alive is None:
        raise Refused({"is_alive": _("Say whether the project is alive.")})
    visit.done_on, visit.is_alive, visit.done_by = done_on, is_alive, by
    visit.monthly_income, visit.jobs, visit.note = monthly_income, jobs, note
    return records.store(visit, by=by, action="visit")


@transaction.atomic
def forget(*, project, by):
    """Remove the visits that are planned and not done."""
    must_see(by, project.beneficiary.centre_id)
    for visit in project.visits.filter(done_on__isnull=True):
        records.remove(visit, by=by)
