"""The triggers behind decisions and duties: what must hold even against raw SQL."""

from reintegration.ground.protections import Protection, protect_append_only, refusal, register
from reintegration.ground.status_protection import protect_status

APPEND_ONLY = ("programs_budgetentry", "programs_decision", "programs_allocation", "programs_duty")

SUM_OF_ALLOCATIONS = "(SELECT COALESCE(SUM(amount), 0) FROM programs_allocation WHERE decision_id = NEW.id)"
DECIDED_ALREADY = "EXISTS (SELECT 1 FROM programs_decision WHERE id = NEW.decision_id)"
OWN_DUTY_TO_DECIDE = (
    "EXISTS (SELECT 1 FROM programs_duty WHERE id = NEW.duty_id AND kind = 'decide'"
    " AND application_id = NEW.application_id AND user_id = NEW.by_id)"
)
OWN_DUTY_TO_SUBMIT = (
    "EXISTS (SELECT 1 FROM programs_duty WHERE id = NEW.submission_duty_id AND kind = 'submit'"
    " AND application_id = NEW.id AND user_id = NEW.submitted_by_id)"
)


def register_all():
    for table in APPEND_ONLY:
        protect_append_only(table)
    protect_status("programs.workflow.APPLICATION", born_elsewhere="NEW.is_imported")
    _before("INSERT", "programs_decision", "sum", f"NEW.amount <> {SUM_OF_ALLOCATIONS}", "allocations differ in sum")
    _before("INSERT", "programs_allocation", "late", DECIDED_ALREADY, "the decision is taken already")
    _before(
        "INSERT",
        "programs_decision",
        "duty",
        f"NEW.duty_id IS NOT NULL AND NOT {OWN_DUTY_TO_DECIDE}",
        "not the duty of this decision",
    )
    for event in ("INSERT", "UPDATE"):
        _before(
            event,
            "programs_application",
            f"duty_on_{event.lower()}",
            f"NEW.submission_duty_id IS NOT NULL AND NOT {OWN_DUTY_TO_SUBMIT}",
            "not the duty of this submission",
        )


def _before(event, table, name, condition, message):
    register(
        Protection(
            name=f"{table}_{name}",
            table=table,
            sqlite=f"BEFORE {event} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END",
            postgresql=f"BEFORE {event} ON {table} FOR EACH ROW",
            function=f"BEGIN IF {condition} THEN {refusal(message)} END IF; RETURN NEW; END",
        )
    )
