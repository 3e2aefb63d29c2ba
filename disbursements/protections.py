"""The triggers behind disbursements: within what was approved, by who holds the duty to pay, as the ledger says.

What a disbursement, its lines, its cheque and its certificate say never changes. Their numbers: `number_protections`.
"""

from django.utils.translation import gettext_lazy as _

from disbursements import number_protections
from programs.money_protections import NOT_WHOLE
from programs.moves import CLEARED, COMMITTED, MOVES, PAID
from reintegration.ground.protections import protect_kept, refuse, say
from reintegration.ground.status_protection import protect_status

WORKFLOWS = ("DISBURSEMENT", "GOODS", "ORDER", "CEREMONY", "HANDOVER", "CERTIFICATE")

DISBURSEMENTS, APPLICATIONS = "disbursements_disbursement", "programs_application"
LINES, CHEQUES, CERTIFICATES = "disbursements_equipmentline", "disbursements_cheque", "disbursements_certificate"
KEPT = {
    DISBURSEMENTS: ("id", "application_id", "allocation_id", "number", "kind", "amount"),
    LINES: ("id", "disbursement_id", "item_id", "kind", "quantity", "unit_price"),
    CHEQUES: ("id", "disbursement_id", "account_id", "number", "issued_on"),
    CERTIFICATES: ("id", "handover_id", "number", "code", "content", "replaces_id"),
}
"""Rows that are never deleted → their columns that never change."""
PASSES = "disbursements_ceremonypass"
OF_PASS = ("ceremony_id", "holder", "token_digest", "pin", "issued_by_id", "issued_at")
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
LOCK_APPLICATION = "PERFORM 1 FROM programs_application WHERE id = NEW.application_id FOR NO KEY UPDATE; "
SECOND_LIVE = (
    "NEW.status IN ('prepared', 'valid') AND EXISTS (SELECT 1 FROM disbursements_certificate"
    " WHERE handover_id = NEW.handover_id AND status IN ('prepared', 'valid')"
)
LINE_OF_COMMITTED = "(SELECT status FROM disbursements_disbursement WHERE id = NEW.disbursement_id) <> 'prepared'"
PAYEE_CHANGES = "NEW.payee_ar <> OLD.payee_ar OR NEW.payee_latin <> OLD.payee_latin"
ANONYMISED = (
    "EXISTS (SELECT 1 FROM disbursements_disbursement d"
    " JOIN programs_application a ON a.id = d.application_id JOIN beneficiaries_beneficiary b"
    " ON b.id = a.beneficiary_id WHERE d.id = NEW.disbursement_id AND b.anonymised_at IS NOT NULL)"
)


def _against_the_ledger(bucket):
    """SQL: the file's disbursements in this status on the line are not what its ledger holds there."""
    into = ", ".join(f"'{kind}'" for kind, (_source, target) in MOVES.items() if target == bucket)
    out = ", ".join(f"'{kind}'" for kind, (source, _target) in MOVES.items() if source == bucket)
    line = "(SELECT line_id FROM programs_allocation WHERE id = NEW.allocation_id)"
    return (
        "(SELECT COALESCE(SUM(d.amount), 0) FROM disbursements_disbursement d JOIN programs_allocation a"
        f" ON a.id = d.allocation_id WHERE d.application_id = NEW.application_id AND a.line_id = {line}"
        f" AND d.status = '{bucket}') <> (SELECT COALESCE(SUM(CASE WHEN kind IN ({into}) THEN amount"
        f" WHEN kind IN ({out}) THEN -amount ELSE 0 END), 0) FROM programs_budgetentry"
        f" WHERE application_id = NEW.application_id AND line_id = {line})"
    )


NOT_IN_THE_LEDGER = " OR ".join(map(_against_the_ledger, (COMMITTED, PAID, CLEARED)))


def _any_changes(columns):
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def register_all():
    for name in WORKFLOWS:
        protect_status(f"disbursements.workflow.{name}")
    for table, columns in KEPT.items():
        protect_kept(table)
        refuse("BEFORE UPDATE", table, "stays", _any_changes(columns), f"what {table} says never changes")
    ended = f"OLD.revoked_at IS NOT NULL OR {_any_changes(OF_PASS)}"
    refuse("BEFORE UPDATE", PASSES, "only_ends", ended, "a ceremony pass only ends")
    _register_money()
    # SQLite's OR REPLACE would delete the first one and ask no trigger of deletion.
    message = "a handover has one live certificate"
    refuse("BEFORE INSERT", CERTIFICATES, "one_live_on_insert", f"{SECOND_LIVE})", message)
    refuse("BEFORE UPDATE", CERTIFICATES, "one_live_on_update", f"{SECOND_LIVE} AND id <> NEW.id)", message)
    refuse("AFTER INSERT", LINES, "before_order", LINE_OF_COMMITTED, "the equipment is ordered already")
    renamed = f"({PAYEE_CHANGES}) AND NOT ({ANONYMISED})"
    refuse("BEFORE UPDATE", CHEQUES, "payee_stays", renamed, "the payee of a cheque never changes")
    number_protections.register_all()


def _register_money():
    refuse("BEFORE INSERT", DISBURSEMENTS, "whole", NOT_WHOLE, "no amount in centimes")
    rules = {
        "within_approved": (MORE_THAN_APPROVED, "more is disbursed than was approved"),
        "within_allocation": (MORE_THAN_ALLOCATED, "more is disbursed than the allocation carries"),
        "own_allocation": (ALLOCATION_OF_ANOTHER, "the allocation is not of this application"),
        "own_duty": (DUTY_OF_ANOTHER, "not the duty of this payment"),
    }
    for name, rule in rules.items():
        refuse("AFTER INSERT", DISBURSEMENTS, f"{name}_on_insert", *rule, first=LOCK_APPLICATION)
    refuse("AFTER UPDATE", DISBURSEMENTS, "own_duty_on_update", *rules["own_duty"])
    unposted = f"NEW.status <> OLD.status AND ({NOT_IN_THE_LEDGER})"
    refuse("AFTER UPDATE", DISBURSEMENTS, "as_in_ledger", unposted, "the ledger says otherwise")
    refuse("AFTER UPDATE", APPLICATIONS, "covers_disbursements", LESS_THAN_DISBURSED, STILL_DISBURSED)
    # The application knows nothing of disbursements: this trigger is all that stands before renouncing.
    say(STILL_DISBURSED, _("Equipment or a cheque is prepared for this file: finance cancels it first."))
