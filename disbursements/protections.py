"""The triggers behind disbursements: never more than was approved, and only by who holds the duty to pay."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.protections import Protection, refusal, register, say
from reintegration.ground.status_protection import protect_status

WORKFLOWS = ("DISBURSEMENT", "GOODS", "ORDER", "CEREMONY", "HANDOVER", "CERTIFICATE")

DISBURSEMENTS, APPLICATIONS = "disbursements_disbursement", "programs_application"
LIVE = "SELECT COALESCE(SUM(amount), 0) FROM disbursements_disbursement WHERE status NOT IN ('refunded', 'cancelled')"
MORE_THAN_APPROVED = (
    f"({LIVE} AND application_id = NEW.application_id)"
    " > (SELECT amount_approved FROM programs_application WHERE id = NEW.application_id)"
)
MORE_THAN_ALLOCATED = (
    f"({LIVE} AND allocation_id = NEW.allocation_id)"
    " > (SELECT amount FROM programs_allocation WHERE id = NEW.allocation_id)"
)
ALLOCATION_OF_ANOTHER = (
    "NOT EXISTS (SELECT 1 FROM programs_allocation a JOIN programs_decision d ON d.id = a.decision_id"
    " WHERE a.id = NEW.allocation_id AND d.application_id = NEW.application_id)"
)
DUTY_OF_ANOTHER = (
    "NEW.payment_duty_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM programs_duty WHERE id = NEW.payment_duty_id"
    " AND kind = 'pay' AND application_id = NEW.application_id AND user_id = NEW.committed_by_id)"
)
LESS_THAN_DISBURSED = f"NEW.amount_approved < ({LIVE} AND application_id = NEW.id)"
STILL_DISBURSED = "disbursements stand on this application: cancel them first"
# Two inserts at once would each miss the other's row: the application's lock makes the second one wait and see it.
LOCK_APPLICATION = "PERFORM 1 FROM programs_application WHERE id = NEW.application_id FOR UPDATE; "


def register_all():
    for name in WORKFLOWS:
        protect_status(f"disbursements.workflow.{name}")
    rules = {
        "within_approved": (MORE_THAN_APPROVED, "more is disbursed than was approved"),
        "within_allocation": (MORE_THAN_ALLOCATED, "more is disbursed than the allocation carries"),
        "own_allocation": (ALLOCATION_OF_ANOTHER, "the allocation is not of this application"),
        "own_duty": (DUTY_OF_ANOTHER, "not the duty of this payment"),
    }
    for event in ("INSERT", "UPDATE"):
        for name, (condition, message) in rules.items():
            _after(
                event, DISBURSEMENTS, f"disbursement_{name}_on_{event.lower()}", condition, message, LOCK_APPLICATION
            )
    _after("UPDATE", APPLICATIONS, "application_covers_disbursements", LESS_THAN_DISBURSED, STILL_DISBURSED)
    # The application knows nothing of disbursements: this trigger is all that stands before renouncing.
    say(STILL_DISBURSED, _("Equipment or a cheque is prepared for this file: finance cancels it first."))


def _after(event, table, name, condition, message, first=""):
    """Register a trigger that judges the row as it stands afterwards: a new row has its id only then."""
    register(
        Protection(
            name=name,
            table=table,
            sqlite=f"AFTER {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            postgresql=f"AFTER {event} ON {table} FOR EACH ROW",
            function=f"BEGIN {first}IF {condition} THEN {refusal(message)} END IF; RETURN NULL; END",
        )
    )
