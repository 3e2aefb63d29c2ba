"""A project applies: submission with its copied facts, check, completion, withdrawal; and seasons of the past.

Deciding is elsewhere.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.eligibility import may_record_past
from programs.models import Application, ApplicationItem, Duty
from programs.services import duties
from programs.workflow import APPLICATION
from reintegration.ground.errors import Refused
from reintegration.ground.money import ZERO, exact

ITEM_FACTS = ("kind", "name_ar", "name_fr", "quantity", "unit_price")


@transaction.atomic
def submit(*, project, program, by, on=None):
    """Hand a life project in to a program; returns the application with its facts copied as of that day, today."""
    on = on or timezone.localdate()
    application = Application(project=project, program=program, submitted_on=on, **_facts(project, on=on))
    APPLICATION.start("submit", application, by=by, on=on)
    _copy_items(application)
    application.submission_duty = duties.take(application=application, user=by, kind=Duty.Kind.SUBMIT)
    application.save(update_fields=["submission_duty"])
    return application


@transaction.atomic
def resubmit(*, application, by):
    """Hand a returned file in again: its facts and items are copied anew, for they were to be completed."""
    with APPLICATION.taking("resubmit", application, by=by) as file:
        for name, value in _facts(file.project, on=timezone.localdate()).items():
            setattr(file, name, value)
        file.items.all().delete()
        _copy_items(file)
        file.submission_duty = duties.take(application=file, user=by, kind=Duty.Kind.SUBMIT)
    return application


@transaction.atomic
def check(*, application, by, reason="", on=None):
    """Say that the file is complete and can be decided; whoever checks does not decide."""
    return APPLICATION.take("check", application, by=by, reason=reason, on=on)


@transaction.atomic
def send_back(*, application, by, reason):
    """Return the file to its centre for completion."""
    return APPLICATION.take("send_back", application, by=by, reason=reason)


@transaction.atomic
def withdraw(*, application, by, reason):
    """Take an undecided file back for good; the project can apply again."""
    return APPLICATION.take("withdraw", application, by=by, reason=reason)


@transaction.atomic
def record_past(
    *, project, program, by, submitted_on, decided_on, amount=ZERO, renounced_on=None, sector=None, reason=""
):
    """Record a file of a season that is over, as history; approved with `amount` (MAD), rejected without one.

    It carries no duty: nothing is ever reserved, prepared or paid for it. The facts are those of the day of submission,
    `sector` that of the project unless given.
    """
    amount, facts = exact(amount), _facts(project, on=submitted_on)
    if renounced_on and not amount:
        raise Refused({"renounced_on": _("Only what was approved is given up.")})
    file = Application(project=project, program=program, submitted_on=submitted_on, is_imported=True, **facts)
    file.sector = sector or file.sector
    file.amount_requested = file.amount_requested or amount
    file.amount_approved = ZERO if renounced_on else amount
    file.decided_at, file.decided_by = timezone.now(), by
    decided = Application.Status.APPROVED if amount else Application.Status.REJECTED
    steps = [("submitted", submitted_on), ("checked", decided_on), (decided.value, decided_on)]
    if renounced_on:
        steps.append(("renounced", renounced_on))
    may_record_past(file, by, [day for _status, day in steps])
    APPLICATION.recount("record_past", file, steps=steps, by=by, reason=reason)
    _copy_items(file)
    return file


def _facts(project, *, on):
    """What an application copies of the person and the project, as of a day: figures are counted from these copies."""
    beneficiary = project.episode.beneficiary
    residence = beneficiary.residence_on(on)
    if residence is None:
        raise Refused({"project": _("Where the person lives is not recorded: enter the residence first.")})
    return {
        "beneficiary": beneficiary,
        "person_id": beneficiary.person_id,
        "cin_key": beneficiary.cin_key,
        "centre": beneficiary.centre,
        "province": residence.province,
        "region": residence.province.region,
        "sector": project.sector,
        "sex": beneficiary.sex,
        "age": beneficiary.age_on(on),
        "is_ex_prisoner": beneficiary.is_ex_prisoner,
        "is_former_protection_resident": beneficiary.is_former_protection_resident,
        "has_alternative_sentence": beneficiary.has_alternative_sentence,
        "title_ar": project.title_ar,
        "title_fr": project.title_fr,
        "amount_requested": project.requested,
    }


def _copy_items(application):
    for item in application.project.items.all():
        facts = {name: getattr(item, name) for name in ITEM_FACTS}
        ApplicationItem.objects.create(application=application, **facts)
