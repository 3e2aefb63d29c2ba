"""Who may do what for a file: three different people for submission, decision and payment, and nobody for the past."""

from reintegration.office.invariants.attacks import Invariant, attack, row_like
from reintegration.office.invariants.files import FILE, allocation, decision, file
from reintegration.office.invariants.money import update

DUTY, SCORE = "programs_duty", "programs_score"
FREE = 10**15
"""An id that no file has."""


def duty(kind, user, *, file="{checked}", **changes):
    return row_like(DUTY, "{submission}", kind=f"'{kind}'", user_id=user, application_id=file, **changes)


def past_file(**changes):
    return row_like(FILE, "{past}", project_id="{twin}", **changes)


def decided_by(user, row):
    """An approval of another file with all that belongs to it."""
    own = "(SELECT MAX(id) FROM programs_duty)"
    taken = decision(application_id=row, duty_id=own, by_id=user)
    return duty("decide", user, file=row), allocation(), taken


INVARIANTS = (
    Invariant(
        "Who submits, who decides and who pays for a file are different people",
        (
            attack(
                "a submitter takes the decision",
                duty("decide", "{souad}"),
                "programs_duty_apart programs_duty_no_replace duty_one_per_user",
            ),
            attack(
                "a decider takes the payment",
                duty("pay", "{decider}"),
                "programs_duty_apart programs_duty_no_replace duty_one_per_user",
            ),
            attack("a checker decides", decided_by("{nadia}", "{checked}"), "programs_decision_apart"),
            attack("a scorer decides", decided_by("{nadia}", "{scored}"), "programs_decision_apart"),
            attack(
                "a decider scores",
                row_like(
                    SCORE, "{score}", application_id="{approved}", by_id="{driss}", criterion_id="{other_criterion}"
                ),
                "programs_score_apart_on_insert",
            ),
            attack(
                "a delegate of the submitter decides",
                duty("decide", "{stranger}", on_behalf_of_id="{souad}"),
                "programs_duty_apart",
            ),
            attack(
                "a decision in the submitter's name",
                duty("decide", "{driss}", on_behalf_of_id="{souad}"),
                "programs_duty_apart",
            ),
            attack("a duty of no known kind", duty("watch", "{stranger}"), "duty_kind_known"),
            attack("a duty rewritten", update(DUTY, "{free_duty}", "kind = 'pay'"), "programs_duty_no_update"),
            attack(
                "a duty replaced",
                duty("pay", "{decider}").replace("INSERT", "INSERT OR REPLACE", 1),
                "programs_duty_apart programs_duty_no_replace",
                engine="sqlite",
            ),
            attack(
                "a decision under the duty of submission",
                (allocation(), decision(duty_id="{submission}", by_id="{souad}")),
                "programs_decision_duty",
            ),
            attack(
                "a decision under somebody else's duty",
                (allocation(), decision(by_id="{decider}")),
                "programs_decision_duty",
            ),
            attack(
                "a decision under another file's duty",
                (allocation(), decision(duty_id="{spent_deciding}")),
                "programs_decision_duty",
            ),
            attack(
                "a submission under a duty to decide",
                file("{checked}", "submission_duty_id = {free_duty}"),
                "programs_application_duty_on_update",
            ),
            attack(
                "a submission under another file's duty",
                file("{checked}", "submission_duty_id = {submission}"),
                "programs_application_duty_on_update",
            ),
            attack(
                "a decision forgotten by its file",
                file("{approved}", "decided_by_id = NULL"),
                "application_decided_by_somebody programs_application_decided",
            ),
            attack(
                "a decision in the name of the submitter",
                file("{approved}", "decided_by_id = {souad}"),
                "programs_application_decided",
            ),
            attack(
                "a check forgotten by its file",
                file("{checked}", "checked_by_id = NULL"),
                "application_checked_by_somebody",
            ),
            attack(
                "a submission forgotten by its file",
                file("{checked}", "submission_duty_id = NULL"),
                "application_submitted_by_duty",
            ),
            attack(
                "points given by the decider",
                update(SCORE, "{approved_score}", "by_id = {driss}"),
                "programs_score_apart_on_update",
            ),
            attack(
                "points moved to another file",
                update(SCORE, "{score}", "application_id = {checked}"),
                "programs_score_stays",
            ),
            attack(
                "points given twice",
                row_like(SCORE, "{score}"),
                "programs_score_no_replace score_once_per_criterion",
            ),
        ),
    ),
    Invariant(
        "A file of a past season holds no duty, and no money is reserved or paid for it",
        (
            attack("a duty on a past file", duty("pay", "{hassan}", file="{past}"), "programs_duty_past"),
            attack(
                "a decision on a past file",
                (allocation(), decision(application_id="{past}")),
                "programs_decision_duty programs_decision_past",
            ),
            attack(
                "a duty that waits for a past file",
                (duty("pay", "{hassan}", file=FREE), past_file(id=FREE, status="'rejected'", amount_approved=0)),
                "programs_application_past",
            ),
            attack(
                "a past file funded in another's name",
                past_file(person_id="{other_person}", cin_key="''"),
                "programs_application_person",
            ),
            attack(
                "a reservation for a past file",
                row_like("programs_budgetentry", "{entry}", application_id="{past}"),
                "programs_budgetentry_imported programs_budgetentry_duty programs_budgetentry_decided",
            ),
            attack(
                "a past file made a live one",
                file("{past}", "is_imported = (1 = 0)"),
                "programs_application_stays application_submitted_by_duty programs_application_money_on_update"
                " programs_application_decided",
            ),
            attack(
                "a live file made a past one",
                file("{submitted}", "is_imported = (1 = 1)"),
                "programs_application_stays application_submitted_by_duty",
            ),
            attack(
                "a past file that waits",
                file("{past}", "status = 'submitted', amount_approved = 0"),
                "programs_application_status_told application_submitted_by_duty",
            ),
        ),
    ),
)
