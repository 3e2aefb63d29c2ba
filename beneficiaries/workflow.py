"""How two files that may be of one person are compared: the one state machine of this app."""

from django.utils.translation import gettext_lazy as _

from beneficiaries import guards
from reintegration.ground.workflow import NEW, Transition, Workflow

REGISTER, DECIDE = "beneficiaries.add_beneficiary", "beneficiaries.decide_possibleduplicate"
SERVICES = "beneficiaries.services.duplicates"

DUPLICATE = Workflow(
    "beneficiaries.possibleduplicate",
    [
        Transition("find", [NEW], "open", REGISTER, f"{SERVICES}.look_elsewhere", _("Found")),
        Transition(
            "tell_apart", [NEW], "different", REGISTER, f"{SERVICES}.tell_apart", _("Told apart at the desk"),
            stamp="decided",
        ),
        Transition(
            "same", ["open"], "same", DECIDE, f"{SERVICES}.same", _("The same person"),
            guard=guards.may_be_same, stamp="decided", needs_reason=True, tone="primary",
            confirm=_("Both files are kept; the earlier one is the main one. You can undo this."),
        ),
        Transition(
            "different", ["open"], "different", DECIDE, f"{SERVICES}.different", _("Different people"),
            stamp="decided", needs_reason=True,
        ),
        Transition(
            "undo", ["same", "different"], "open", DECIDE, f"{SERVICES}.undo", _("Undo the decision"),
            guard=guards.is_of_somebody, needs_reason=True,
        ),
    ],
    subject="duplicate",
)  # fmt: skip
