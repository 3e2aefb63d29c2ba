"""Ceremonies, their lists, what came of each line, and the certificates."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from disbursements import guards
from disbursements.models import Ceremony, Certificate, Handover
from disbursements.services import ceremonies, certificates, handovers
from disbursements.workflow import MARK, PLAN
from programs.models import Application
from reintegration.ground.access.models import Centre
from reintegration.ground.territory.models import Province
from tests.season.picking import verb

RECEIVED = ("delivered", "partly", "proxy", "absent", "refused", "postponed")
ON_A_DESK = Q(ceremony=None) | Q(ceremony__status="locked")


@verb(ceremonies.plan, Ceremony, permission=PLAN, most=5)
def plan_ceremony(pick, _none):
    names = ("name", "place", "presided_by")
    return {
        "centre": pick.row(Centre),
        "province": pick.row(Province),
        "held_on": timezone.localdate() - timedelta(days=pick.one([0, 3])),
        **{f"{name}_{language}": "حفل" for name in names for language in ("ar", "fr")},
    }


@verb(ceremonies.invite, Ceremony, "draft", permission=PLAN)
def invite(pick, ceremony):
    rows = Application.objects.order_by("pk")
    if pick.is_willing:
        rows = rows.filter(status="approved", disbursements__isnull=False).distinct()
    return {"ceremony": ceremony, "applications": pick.some(rows)}


@verb(ceremonies.remove, Handover, "expected", permission=PLAN)
def remove_line(pick, line):
    line = pick.row(Handover.objects.filter(ceremony__isnull=False), ceremony__status="draft")
    return line and {"handover": line}


@verb(ceremonies.lock, Ceremony, "draft", permission=PLAN)
def lock_list(pick, _ceremony):
    ceremony = pick.row(Ceremony, status="draft", pk__in=Handover.objects.values("ceremony"))
    return {"ceremony": ceremony}


@verb(ceremonies.close, Ceremony, "locked", permission=PLAN)
def close_ceremony(pick, ceremony):
    return {"ceremony": ceremony}


@verb(ceremonies.reopen, Ceremony, "closed", permission=PLAN)
def reopen_ceremony(pick, ceremony):
    return {"ceremony": ceremony, "reason": pick.text()}


@verb(ceremonies.cancel, Ceremony, "draft", "locked", permission=PLAN)
def cancel_ceremony(pick, ceremony):
    return {"ceremony": ceremony, "reason": pick.text()}


@verb(handovers.arrange, Application, "approved", permission=MARK)
def arrange(pick, file):
    return {"application": file, "kind": pick.one(["centre", "home", "institution"])}


def _expected(pick):
    return pick.row(Handover, ON_A_DESK, status="expected")


@verb(handovers.deliver, Handover, "expected", permission=MARK)
def deliver(pick, _line):
    line = _expected(pick)
    return {"handover": line, "handed_on": pick.day()}


@verb(handovers.deliver, Handover, "expected", permission=MARK)
def deliver_partly(pick, _line):
    line = _expected(pick)
    return {"handover": line, "handed_on": pick.day(), "disbursements": pick.some(guards.attached(line))[:1]}


@verb(handovers.deliver_to_proxy, Handover, "expected", permission=MARK)
def deliver_to_proxy(pick, _line):
    line = _expected(pick)
    return {"handover": line, "handed_on": pick.day(), "proxy_name": pick.text()}


@verb(handovers.mark_absent, Handover, "expected", permission=MARK)
def mark_absent(pick, _line):
    line = _expected(pick)
    return {"handover": line}


@verb(handovers.mark_refused, Handover, "expected", permission=MARK)
def mark_refused(pick, _line):
    line = _expected(pick)
    return {"handover": line, "reason": pick.text()}


@verb(handovers.postpone, Handover, "expected", permission=MARK)
def postpone(pick, _line):
    line = _expected(pick)
    return {"handover": line, "reason": pick.text()}


@verb(handovers.correct, Handover, *RECEIVED, permission=MARK)
def correct_handover(pick, _line):
    line = pick.row(Handover, ON_A_DESK, status__in=RECEIVED)
    return {"handover": line, "reason": pick.text()}


@verb(certificates.replace, Certificate, "prepared", "valid", permission=MARK)
def replace_certificate(pick, certificate):
    return {"certificate": certificate, "reason": pick.text()}
