"""Applications: decided to the centime, funded once, in a status that their history tells."""

from reintegration.office.invariants.attacks import Invariant, attack, row_like
from reintegration.office.invariants.money import update

FILE, DECISION, ALLOCATION = "programs_application", "programs_decision", "programs_allocation"
HISTORY = "audit_statuschange"
NEW_ID = "'0123456789abcdef0123456789abcdef'"


def decision(**changes):
    """A second approval of the approved file, in the right of its first."""
    return row_like(DECISION, "{decision}", **{"id": NEW_ID, "amount": 100, **changes})


def allocation(amount=100, *, of=NEW_ID, line="{line}"):
    return f"INSERT INTO {ALLOCATION} (decision_id, line_id, amount) VALUES ({of}, {line}, {amount})"


def step(old, new):
    """A row in the history of the submitted file."""
    return row_like(HISTORY, "{step}", from_status=f"'{old}'", to_status=f"'{new}'")


def file(row, changes):
    return update(FILE, row, changes)


INVARIANTS = (
    Invariant(
        "The allocations of a decision sum to its amount, and a file's approved amount is what decisions gave it",
        (
            attack("a decision without allocations", decision(), "programs_decision_sum"),
            attack("a decision short of its allocations", (allocation(99), decision()), "programs_decision_sum"),
            attack("a decision below its allocations", (allocation(101), decision()), "programs_decision_sum"),
            attack(
                "an allocation after the decision",
                allocation(of="{decision}", line="{other_line}"),
                "programs_allocation_late",
            ),
            attack(
                "an allocation twice on one line",
                (allocation(50), allocation(50), decision()),
                "programs_allocation_no_replace allocation_once_per_line",
            ),
            attack(
                "an allocation of nothing",
                (allocation(), allocation(0, line="{other_line}"), decision()),
                "allocation_positive",
            ),
            attack(
                "an allocation of more than can be written",
                (allocation(10**11), decision(amount=10**11)),
                "programs_allocation_whole",
            ),
            attack(
                "a rejection with money", (allocation(), decision(outcome="'reject'")), "decision_amount_by_outcome"
            ),
            attack("an approval without money", decision(amount=0), "decision_amount_by_outcome"),
            attack("a decision of no known outcome", decision(outcome="'maybe'", amount=0), "decision_outcome_known"),
            attack(
                "more approved than decided",
                file("{approved}", "amount_approved = amount_approved + 1"),
                "programs_application_money_on_update",
            ),
            attack(
                "less approved than decided",
                file("{approved}", "amount_approved = amount_approved - 1"),
                "programs_application_money_on_update",
            ),
            attack(
                "approved for nothing",
                file("{approved}", "amount_approved = 0"),
                "application_approved_with_amount programs_application_money_on_update",
            ),
            attack(
                "an undecided file with money",
                file("{checked}", "amount_approved = 1"),
                "application_approved_with_amount",
            ),
            attack(
                "a file that asks for nothing",
                file("{submitted}", "amount_requested = 0"),
                "application_asks_something programs_application_facts_stay",
            ),
        ),
    ),
    Invariant(
        "A project has one live application to a program, and a person one funded project in it",
        (
            attack(
                "the same project again",
                row_like(FILE, "{submitted}", submission_duty_id="NULL"),
                "application_one_live_per_project",
            ),
            attack(
                "another file for the same project",
                file("{submitted}", "project_id = {checked_project}"),
                "programs_application_stays application_one_live_per_project",
            ),
            attack(
                "a second funded project of a person",
                file("{spent}", "person_id = {person}"),
                "application_one_funded_per_person programs_application_person_stays",
            ),
            attack(
                "a second funded project on a card",
                file("{spent}", "cin_key = {card}"),
                "application_one_funded_per_cin programs_application_person_stays",
            ),
        ),
    ),
    Invariant(
        "A status changes only as the engine tells it, step by step",
        (
            attack(
                "a file checked by nobody",
                file("{submitted}", "status = 'checked', checked_at = NULL"),
                "programs_application_status_told application_checked_by_somebody",
            ),
            attack(
                "a file withdrawn without a word",
                file("{submitted}", "status = 'withdrawn'"),
                "programs_application_status_told",
            ),
            attack(
                "a file in no known status",
                file("{submitted}", "status = 'lost'"),
                "programs_application_status_told application_status_known",
            ),
            attack(
                "a file born approved",
                row_like(FILE, "{approved}", project_id="{twin}", program_id="{other_program}"),
                "programs_application_duty_on_insert"
                " programs_application_status_begun"
                " programs_application_money_on_insert",
            ),
            attack(
                "a step that no table knows", step("submitted", "approved"), "audit_statuschange_programs_application"
            ),
            attack(
                "a step from where the file is not",
                step("checked", "rejected"),
                "audit_statuschange_programs_application",
            ),
            attack(
                "an approval told and not decided",
                (step("submitted", "approved"), file("{submitted}", "status = 'approved'")),
                "audit_statuschange_programs_application"
                " application_approved_with_amount"
                " application_decided_by_somebody"
                " programs_application_decided",
            ),
        ),
    ),
)
