"""One record of each process in each status, and what each step is given there: the scenes of the button matrix."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Model
from django.utils import timezone

from beneficiaries.services import duplicates
from disbursements.models import EquipmentLine
from disbursements.services import handovers, orders
from reintegration.ground.access.scope import CENTRE_ROLES
from reintegration.ground.workflow import NEW
from reintegration.office.processes import roles_for
from tests.disbursements.factories import make_approved, make_cheque, make_equipment, make_list, make_supplier
from tests.factories import close_episode, make_centre, make_coordinator, make_person, make_user
from tests.programs.factories import make_application, make_line

REASON = "for the matrix"


@dataclass(frozen=True)
class Step:
    """What a step needs: `given` are the arguments of its service, as its form asks for them.

    `of` names the kind of record it is about, where there are kinds; `before` does what must hold in its first status.
    A step that only ever follows from another record's is taken by `through` when a scene needs its target.
    """

    given: Callable = lambda stage, record: {}
    of: str = ""
    before: Callable = lambda stage, record: None
    through: Callable | None = None


def _today(name):
    return lambda stage, record: {name: timezone.localdate()}


def _paper(day, number):
    return lambda stage, record: {day: timezone.localdate(), number: "A-1"}


def _money(stage, record):
    return {"line": stage.line, "amount": Decimal("5000")}


def _first_thing(stage, record):
    return {**_today("handed_on")(stage, record), "disbursements": [record.disbursements.order_by("pk").first()]}


def _everybody_absent(stage, ceremony):
    for line in ceremony.handovers.open():
        handovers.mark_absent(handover=line, by=stage.souad)


def _delivered(stage, certificate):
    handovers.deliver(handover=certificate.handover, by=stage.souad, handed_on=timezone.localdate())


STEPS = {
    "beneficiaries.possibleduplicate": dict.fromkeys(["same", "different", "undo"], Step()),
    "programs.application": {
        **dict.fromkeys(["resubmit", "check", "send_back", "reject", "withdraw", "renounce"], Step()),
        "put_on_waiting_list": Step(),
        **dict.fromkeys(["approve", "top_up"], Step(_money)),
    },
    "disbursements.disbursement": {
        **dict.fromkeys(["sign", "take_back", "cancel"], Step(of="cheque")),
        "hand": Step(_today("handed_on"), of="cheque"),
        "clear": Step(_today("cleared_on")),
        "unclear": Step(),
        "refund": Step(_today("refunded_on"), of="equipment"),
        "order": Step(of="equipment"),
        "unorder": Step(of="equipment"),
        "pay_supplier": Step(_today("paid_on"), of="equipment"),
    },
    "disbursements.equipmentline": dict.fromkeys(["order", "unorder", "receive", "hand", "take_back"], Step()),
    "disbursements.purchaseorder": {
        "place": Step(),
        "receive": Step(_paper("received_on", "delivery_note")),
        "pay": Step(_paper("paid_on", "invoice")),
        "cancel": Step(),
    },
    "disbursements.ceremony": {
        "invite": Step(lambda stage, ceremony: {"applications": [stage.candidate]}),
        "lock": Step(),
        "close": Step(before=_everybody_absent),
        "reopen": Step(),
        "cancel": Step(),
    },
    "disbursements.handover": {
        "deliver": Step(_today("handed_on")),
        "deliver_partly": Step(_first_thing),
        "deliver_to_proxy": Step(lambda stage, record: {**_today("handed_on")(stage, record), "proxy_name": "Sana"}),
        **dict.fromkeys(["mark_absent", "mark_refused", "postpone", "correct"], Step()),
    },
    "disbursements.certificate": {
        "validate": Step(through=_delivered),
        **dict.fromkeys(["return", "cancel", "restore", "replace"], Step()),
    },
}
"""What each step of each table is given. A step without an entry fails the matrix: give it one."""


def steps_of(flow):
    """{name: Step} of the table's steps that do not create the record."""
    known = STEPS.get(flow.model_label, {})
    names = [t.name for t in flow.transitions if NEW not in t.sources]
    missing = [name for name in names if name not in known]
    assert not missing, f"tests/access/cells.py: say in STEPS what {flow.model_label} needs for: {', '.join(missing)}"
    return {name: known[name] for name in names}


def kinds_of(flow):
    """The kinds of record that steps of the table tell apart; one nameless kind where they tell none."""
    return sorted({step.of for step in steps_of(flow).values()} - {""}) or [""]


def steps_for(flow, of):
    return {name: step for name, step in steps_of(flow).items() if step.of in ("", of)}


@dataclass
class Stage:
    """The people of a matrix and what its records are made of; each scene is new and belongs to Souad's centre."""

    centre: object = field(default_factory=make_centre)

    def __post_init__(self):
        self.souad = make_coordinator(self.centre)
        self.line = self.candidate = None

    def person(self):
        return make_person(by=self.souad, centre=self.centre)

    def approved(self):
        return make_approved(person=self.person(), by=self.souad)

    def actor(self, permission):
        role = roles_for(permission)[0]
        return make_user(role, self.centre if role in CENTRE_ROLES else None)

    # --- records in their first status

    def beneficiaries_possibleduplicate(self, of):
        self.person()
        amal = make_coordinator()
        double = make_person(by=amal)
        close_episode(double)
        return duplicates.look_elsewhere(beneficiary=double, by=amal)[0]

    def programs_application(self, of):
        application = make_application(person=self.person(), by=self.souad)
        self.line = make_line(application.program)
        return application

    def disbursements_disbursement(self, of):
        return make_equipment(self.approved()) if of == "equipment" else make_cheque(self.approved())

    def disbursements_equipmentline(self, of):
        return EquipmentLine.objects.get(disbursement=make_equipment(self.approved()))

    def disbursements_purchaseorder(self, of):
        hassan = make_user("finance_officer")
        return orders.draft(supplier=make_supplier(), by=hassan, disbursements=[make_equipment(self.approved())])

    def disbursements_ceremony(self, of):
        self.candidate = self.approved()
        make_cheque(self.candidate, status="committed")
        return make_list(by=self.souad, people=1, locked=False)

    def disbursements_handover(self, of):
        return make_list(by=self.souad, people=1).handovers.get()

    def disbursements_certificate(self, of):
        return self.disbursements_handover(of).certificates.get()

    # --- and in every other

    def record(self, flow, status, of=""):
        """A record of the table in `status`, by the shortest way; None when this kind never comes there."""
        steps = steps_for(flow, of)
        record = getattr(self, flow.model_label.replace(".", "_"))(of)
        way = _way(flow, record.status, status, steps)
        for name in way or ():
            self._take(flow, name, record, steps[name])
        return None if way is None else record

    def _take(self, flow, name, record, step):
        step.before(self, record)
        if step.through:
            step.through(self, record)
        else:
            flow.run(name, record, by=self.actor(flow[name].permission), **arguments(flow[name], step, self, record))
        record.refresh_from_db()


def _way(flow, first, last, names):
    ways = deque([(first, [])])
    seen = {first}
    while ways:
        status, way = ways.popleft()
        if status == last:
            return way
        for t in flow.transitions:
            if t.name in names and status in t.sources and t.target not in seen:
                seen.add(t.target)
                ways.append((t.target, [*way, t.name]))
    return None


def arguments(transition, step, stage, record):
    """What the service takes beside its record and actor."""
    reason = {"reason": REASON} if transition.needs_reason else {}
    return {**step.given(stage, record), **reason}


def posted(values):
    """The same as a form sends it."""
    return {name: _as_sent(value) for name, value in values.items()}


def _as_sent(value):
    if isinstance(value, list):
        return [_as_sent(one) for one in value]
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, date) else str(value)
