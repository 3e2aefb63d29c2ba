"""The way of a file: submitted, checked, scored, decided, given up."""

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from beneficiaries.models import LifeProject, Residence
from programs.models import Application, Criterion, FundingLine, Program
from programs.services import applications, decisions, scores
from programs.workflow import DECIDE, SUBMIT
from tests.season.picking import verb


@verb(applications.submit, LifeProject, permission=SUBMIT)
def submit(pick, project):
    program = pick.row(Program, closes_on__gte=timezone.localdate())
    return {"project": project, "program": program, "on": None if pick.is_willing else pick.day()}


@verb(applications.resubmit, Application, "returned", permission=SUBMIT)
def resubmit(pick, file):
    return {"application": file}


@verb(applications.check, Application, "submitted", permission="programs.check_application")
def check(pick, file):
    return {"application": file}


@verb(applications.send_back, Application, "submitted", "checked", permission="programs.return_application")
def send_back(pick, file):
    return {"application": file, "reason": pick.text()}


@verb(applications.withdraw, Application, "submitted", "returned", "checked", "waiting", permission=SUBMIT)
def withdraw(pick, file):
    return {"application": file, "reason": pick.text()}


@verb(scores.give, Application, "submitted", "checked", "waiting", permission="programs.score_application")
def score(pick, file):
    criterion = pick.row(Criterion, program=file.program_id)
    return {
        "application": file,
        "criterion": criterion,
        "points": pick.one([0, 10, 20, *([21, -1] * (not pick.is_willing))]),
    }


@verb(decisions.approve, Application, "checked", "waiting", permission=DECIDE)
def approve(pick, file):
    line = pick.row(FundingLine, program=file.program_id)
    return {"application": file, "line": line, "amount": pick.amount(min(file.amount_requested, line.free))}


@verb(decisions.approve, Application, "checked", "waiting", permission=DECIDE)
def approve_in_parts(pick, file):
    """One file on several lines, named in any order."""
    lines = pick.some(FundingLine.objects.filter(program=file.program_id).order_by("pk"))
    part = pick.amount(file.amount_requested / max(len(lines), 1)).quantize(file.amount_requested)
    return {"application": file, "allocations": dict.fromkeys(reversed(lines), part)}


@verb(decisions.top_up, Application, "approved", permission=DECIDE)
def top_up(pick, _file):
    file = pick.row(Application, status="approved", amount_approved__lt=F("amount_requested"))
    line = pick.row(FundingLine, program=file.program_id)
    amount = pick.amount(min(file.amount_requested - file.amount_approved, line.free))
    return {"application": file, "line": line, "amount": amount, "reason": pick.text()}


@verb(decisions.put_on_waiting_list, Application, "checked", permission=DECIDE)
def put_on_waiting_list(pick, file):
    return {"application": file, "reason": pick.text()}


@verb(decisions.reject, Application, "checked", "waiting", permission=DECIDE)
def reject(pick, file):
    return {"application": file, "reason": pick.text()}


@verb(decisions.renounce, Application, "approved", permission=SUBMIT)
def renounce(pick, _file):
    file = pick.row(Application, status="approved", disbursements=None)
    return {"application": file, "reason": pick.text()}


@verb(applications.record_past, LifeProject, permission="programs.check_application")
def record_past(pick, _project):
    program = pick.row(Program, closes_on__lt=timezone.localdate())
    settled = Residence.objects.filter(beneficiary=OuterRef("episode__beneficiary"), starts_on__lte=program.opens_on)
    days = [program.opens_on, program.closes_on]
    submitted_on, decided_on = days if pick.is_willing else reversed(days)
    return {
        "project": pick.row(LifeProject, Exists(settled)),
        "program": program,
        "amount": pick.one([0, 2000]),
        "submitted_on": submitted_on,
        "decided_on": decided_on,
        "renounced_on": pick.one([None, program.closes_on]),
    }
