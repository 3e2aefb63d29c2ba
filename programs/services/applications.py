"""A project applies: submission with its copied facts, check, completion, withdrawal; and seasons of the past.

Deciding is elsewhere.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beneficiaries.models import LifeProject, Residence
from programs.eligibility import may_record_past
from programs.models import Application, ApplicationItem, Duty
from programs.services import duties
from programs.workflow import APPLICATION
from reintegration.ground.errors import Refused, naming
from reintegration.ground.money import ZERO, exact

PERSON_FACTS = (
    *("person_id", "cin_key", "centre_id", "sex"),
    *("is_ex_prisoner", "is_former_protection_resident", "has_alternative_sentence"),
)
PROJECT_FACTS = ("sector", "title_ar", "title_fr")
ITEM_FACTS = ("kind", "name_ar", "name_fr", "quantity", "unit_price")


def submit(*, project, program, by, on=None):
    """Hand a life project in to a program; returns the application with its facts copied as of that day, today."""
    return submit_all(projects=[project], program=program, by=by, on=on)[0]


@transaction.atomic
def submit_all(*, projects, program, by, on=None):
    """Hand life projects in to a program, all or none; returns the applications, in their order."""
    on = on or timezone.localdate()
    files = [Application(project=project, program=program, submitted_on=on) for project in _read(projects)]
    _copy_facts(files, on=on)
    APPLICATION.start_all("submit", files, by=by, on=on)
    _copy_items(files)
    taken = duties.take_all(applications=files, user=by, kind=Duty.Kind.SUBMIT)
    for file, duty in zip(files, taken, strict=True):
        file.submission_duty = duty
    Application.objects.bulk_update(files, ["submission_duty"])
    return files


@transaction.atomic
def resubmit(*, application, by):
    """Hand a returned file in again: its facts and items are copied anew, for they were to be completed."""
    with APPLICATION.taking("resubmit", application, by=by) as file:
        _copy_facts([file], on=timezone.localdate())
        file.items.all().delete()
        _copy_items([file])
        file.submission_duty = duties.take(application=file, user=by, kind=Duty.Kind.SUBMIT)
    return application


@transaction.atomic
def check(*, application, by, reason="", on=None):
    """Say that the file is complete and can be decided; whoever checks does not decide."""
    return APPLICATION.take("check", application, by=by, reason=reason, on=on)


@transaction.atomic
def check_all(*, applications, by, reason="", on=None):
    """Say of many files that they are complete, of all or of none; returns them read anew, by id."""
    with APPLICATION.taking_all("check", applications, by=by, reason=reason, on=on) as files:
        pass
    return files


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
    amount = exact(amount)
    file = Application(project=project, program=program, submitted_on=submitted_on, is_imported=True)
    _copy_facts([file], on=submitted_on)
    if renounced_on and not amount:
        raise Refused({"renounced_on": _("Only what was approved is given up.")})
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
    _copy_items([file])
    return file


def _read(projects):
    """The projects anew, with all that an application copies or is judged by. Four queries."""
    rows = LifeProject.objects.select_related("episode__beneficiary", "sector")
    rows = rows.prefetch_related("items", "episode__beneficiary__consents")
    read = {row.pk: row for row in rows.filter(pk__in={project.pk for project in projects})}
    return [read.get(project.pk, project) for project in projects]


def _copy_facts(files, *, on):
    """Copy what applications hold of the person and the project, as of a day: figures are counted from these copies."""
    people = [file.project.beneficiary for file in files]
    lived = Residence.objects.on_day(on).filter(beneficiary__in=people).select_related("province__region")
    residences = {residence.beneficiary_id: residence for residence in lived.order_by("starts_on")}
    for file, person in zip(files, people, strict=True):
        file.beneficiary = person
        residence = residences.get(person.pk)
        if residence is None:
            with naming(file, files):
                raise Refused({"project": _("Where the person lives is not recorded: enter the residence first.")})
        facts = {
            **{name: getattr(person, name) for name in PERSON_FACTS},
            **{name: getattr(file.project, name) for name in PROJECT_FACTS},
            "province": residence.province,
            "region": residence.province.region,
            "age": person.age_on(on),
            "amount_requested": file.project.requested,
        }
        for name, value in facts.items():
            setattr(file, name, value)


def _copy_items(files):
    ApplicationItem.objects.bulk_create(
        ApplicationItem(application=file, **{name: getattr(item, name) for name in ITEM_FACTS})
        for file in files
        for item in file.project.items.all()
    )
