"""Makers of seasons, money and applications, each reaching its status through the services.

Souad submits, Nadia checks, Driss approves, Hassan brings the money in; each file has users of its own unless given.
"""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4

from django.utils import timezone

from programs.models import Allocation, Criterion, Decision, Duty, FundingSource, Program
from programs.services import applications, decisions, duties, funding
from reintegration.ground import records
from tests.factories import make_coordinator, make_person, make_project, make_province, make_user

_numbers = count(1)


def make_program(**fields):
    """A program that takes applications today."""
    number, today = next(_numbers), timezone.localdate()
    given = {
        "slug": f"season-{number}",
        "name_ar": f"موسم {number}",
        "name_fr": f"Saison {number}",
        "short_name_ar": f"موسم {number}",
        "short_name_fr": f"Saison {number}",
        "opens_on": today - timedelta(days=30),
        "closes_on": today + timedelta(days=30),
        **fields,
    }
    return records.store(Program(**given), by=None)


def make_criterion(program, *, max_points=20):
    return records.store(Criterion(program=program, name_ar="معيار", name_fr="Critère", max_points=max_points), by=None)


def make_source(kind="partner"):
    number = next(_numbers)
    return records.store(FundingSource(code=f"source-{number}", kind=kind, name_ar="مصدر", name_fr="Source"), by=None)


def make_agreement(*, by=None, amount="1000000", **fields):
    given = {
        "reference": f"2021/{next(_numbers)}",
        "name_ar": "اتفاقية",
        "name_fr": "Convention",
        "partner_ar": "لجنة",
        "partner_fr": "Comité",
        "signed_on": date(2021, 1, 4),
        "amount": Decimal(amount),
        **fields,
    }
    given.setdefault("source", make_source())
    given.setdefault("province", make_province())
    return funding.sign_agreement(by=by or make_user("finance_officer"), **given)


def make_tranche(*, by=None, agreement=None, amount="500000", received="0", number=1):
    by = by or make_user("finance_officer")
    agreement = agreement or make_agreement(by=by)
    tranche = funding.add_tranche(agreement=agreement, number=number, amount=Decimal(amount), by=by)
    if Decimal(received):
        funding.record_receipt(
            tranche=tranche, amount=Decimal(received), received_on=date(2021, 3, 1), reference="V1", by=by
        )
    return tranche


def make_line(program=None, amount="100000", *, tranche=None, by=None, **fields):
    """A line with `amount` MAD free, of the foundation unless a tranche is given."""
    source = tranche.agreement.source if tranche else make_source("foundation")
    given = {"name_ar": "اعتماد", "name_fr": "Crédit", "source": source, **fields}
    return funding.open_line(
        program=program or make_program(),
        tranche=tranche,
        amount=Decimal(amount),
        by=by or make_user("finance_officer"),
        **given,
    )


def make_application(*, status="submitted", program=None, person=None, by=None, officer=None, approver=None, **given):
    """An application in `status`; 15,000.00 MAD requested unless `items` say otherwise.

    An approved one draws on `line`, a new one unless given, for what it asks.
    """
    by = by or (make_coordinator(person.centre) if person else make_coordinator())
    line = given.pop("line", None)
    program = program or (line.program if line else make_program())
    project = make_project(person=person or make_person(by=by), by=by, **given)
    application = applications.submit(project=project, program=program, by=by)
    bring_to(status, application, by=by, officer=officer, approver=approver, line=line)
    return application


def bring_to(status, application, *, by, officer=None, approver=None, line=None):
    """Take a submitted application on to `status`."""
    if status == "withdrawn":
        applications.withdraw(application=application, by=by, reason="moved away")
    if status in ("submitted", "withdrawn"):
        return
    officer, approver = officer or make_user("programme_officer"), approver or make_user("approver")
    if status == "returned":
        applications.send_back(application=application, by=officer, reason="no quote")
        return
    applications.check(application=application, by=officer)
    if status in ("approved", "renounced"):
        line = line or make_line(application.program)
        decisions.approve(application=application, by=approver, line=line, amount=application.amount_requested)
    if status == "renounced":
        decisions.renounce(application=application, by=by, reason="found a job")
    if status == "rejected":
        decisions.reject(application=application, by=approver, reason="no market")
    if status == "waiting":
        decisions.put_on_waiting_list(application=application, by=approver, reason="no money left")


def decide(application, allocations, *, by):
    """Write what an approval writes before it reserves: the duty, the allocations ({line: MAD}), the decision."""
    duty = duties.take(application=application, user=by, kind=Duty.Kind.DECIDE)
    number = uuid4()
    for line, amount in allocations.items():
        Allocation.objects.create(decision_id=number, line=line, amount=Decimal(amount))
    return Decision.objects.create(
        id=number,
        application=application,
        outcome=Decision.Outcome.APPROVE,
        amount=sum(map(Decimal, allocations.values())),
        decided_on=timezone.localdate(),
        duty=duty,
        by=by,
    )


def cost(amount):
    """The items of a project that costs `amount` MAD."""
    return ({"name_ar": "آلة", "name_fr": "Machine", "quantity": 1, "unit_price": Decimal(amount)},)
