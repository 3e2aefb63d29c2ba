"""The triggers behind applications, duties, decisions and scores: what must hold even against raw SQL."""

from programs.money_protections import standing
from programs.moves import FREE
from reintegration.ground.protections import protect_append_only, protect_kept, refuse
from reintegration.ground.status_protection import protect_status

FILE, DUTY, DECISION = "programs_application", "programs_duty", "programs_decision"
ALLOCATION, SCORE = "programs_allocation", "programs_score"

# Two writers at once would each miss the other's row: the application's lock makes the second one wait and see it.
LOCK_FILE = f"PERFORM 1 FROM {FILE} WHERE id = NEW.application_id FOR NO KEY UPDATE; "

OF_PAST = f"EXISTS (SELECT 1 FROM {FILE} WHERE id = NEW.application_id AND is_imported)"
NO_PART = "a file of a past season carries no duty and no decision"

HANDS = "(NEW.user_id, NEW.on_behalf_of_id)"
OTHER_DUTY = (
    f"EXISTS (SELECT 1 FROM {DUTY} d WHERE d.application_id = NEW.application_id AND d.kind <> NEW.kind"
    f" AND (d.user_id IN {HANDS} OR d.on_behalf_of_id IN {HANDS}))"
)

SUM_OF_ALLOCATIONS = f"(SELECT COALESCE(SUM(amount), 0) FROM {ALLOCATION} WHERE decision_id = NEW.id)"
DECIDED_ALREADY = f"EXISTS (SELECT 1 FROM {DECISION} WHERE id = NEW.decision_id)"
OWN_DUTY_TO_DECIDE = (
    f"EXISTS (SELECT 1 FROM {DUTY} WHERE id = NEW.duty_id AND kind = 'decide'"
    " AND application_id = NEW.application_id AND user_id = NEW.by_id)"
)
DECIDERS = f"(NEW.by_id, (SELECT on_behalf_of_id FROM {DUTY} WHERE id = NEW.duty_id))"
CHECKED_BY_DECIDER = (
    "EXISTS (SELECT 1 FROM audit_statuschange c WHERE c.subject_type = 'programs.application'"
    " AND c.subject_id = CAST(NEW.application_id AS TEXT) AND c.verb = 'check'"
    f" AND (c.by_id IN {DECIDERS} OR c.on_behalf_of_id IN {DECIDERS}))"
)
# A score names only who corrected it last: its entries name everybody.
SCORED_BY_DECIDER = (
    f"EXISTS (SELECT 1 FROM {SCORE} s WHERE s.application_id = NEW.application_id AND (s.by_id IN {DECIDERS} OR EXISTS"
    " (SELECT 1 FROM audit_auditentry e WHERE e.subject_type = 'programs.score' AND e.subject_id = CAST(s.id AS TEXT)"
    f" AND e.action IN ('add', 'change') AND (e.by_id IN {DECIDERS} OR e.on_behalf_of_id IN {DECIDERS}))))"
)
DECIDED_BY_SCORER = (
    f"EXISTS (SELECT 1 FROM {DUTY} d WHERE d.application_id = NEW.application_id AND d.kind = 'decide'"
    " AND NEW.by_id IN (d.user_id, d.on_behalf_of_id))"
)

OWN_DUTY_TO_SUBMIT = (
    f"EXISTS (SELECT 1 FROM {DUTY} WHERE id = NEW.submission_duty_id AND kind = 'submit'"
    " AND application_id = NEW.id AND user_id = NEW.submitted_by_id)"
)
DECIDED = f"(SELECT COALESCE(SUM(amount), 0) FROM {DECISION} WHERE application_id = NEW.id AND outcome = 'approve')"
HELD = f"(-{standing(FREE, 'e.application_id = NEW.id')})"
OTHER_MONEY = (
    f"NOT NEW.is_imported AND (CASE WHEN NEW.status = 'approved' THEN NEW.amount_approved <> {DECIDED}"
    f" OR NEW.amount_approved <> {HELD} ELSE {HELD} <> 0 END)"
)
SAME_PERSON = (
    "EXISTS (SELECT 1 FROM beneficiaries_beneficiary b WHERE b.id = NEW.beneficiary_id"
    " AND NEW.person_id = COALESCE(b.canonical_id, b.id) AND NEW.cin_key = b.cin_key)"
)
# The card of a funded file may be keyed anew, or forgotten, also after its person was merged into another.
BECOMES_FUNDED = (
    "NEW.status = 'approved' AND (OLD.status <> 'approved' OR NEW.person_id <> OLD.person_id OR NOT EXISTS"
    " (SELECT 1 FROM beneficiaries_beneficiary b WHERE b.id = NEW.beneficiary_id"
    " AND NEW.cin_key IN (OLD.cin_key, b.cin_key)))"
)
DECIDED_SO = (
    f"EXISTS (SELECT 1 FROM {DECISION} WHERE application_id = NEW.id AND by_id = NEW.decided_by_id AND outcome ="
    " CASE NEW.status WHEN 'approved' THEN 'approve' WHEN 'rejected' THEN 'reject' ELSE 'wait' END)"
)
UNDECIDED = f"NOT NEW.is_imported AND NEW.status IN ('approved', 'rejected', 'waiting') AND NOT {DECIDED_SO}"
# Figures are counted from these copies; a file that comes back complete is copied anew.
COPIED = (
    *("centre_id", "province_id", "region_id", "sector_id", "sex", "age", "is_ex_prisoner"),
    *("is_former_protection_resident", "has_alternative_sentence", "amount_requested", "submitted_on"),
)
NEVER_CHANGES = ("id", "project_id", "program_id", "beneficiary_id", "is_imported")
HAS_PART = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE application_id = NEW.id)"
    for table in (DUTY, DECISION, "programs_budgetentry")
)


def register_all():
    for table in (DUTY, DECISION, ALLOCATION):
        protect_append_only(table)
    for table in (FILE, SCORE):
        protect_kept(table)
    protect_status("programs.workflow.APPLICATION", born_elsewhere="NEW.is_imported")
    _protect_duties()
    _protect_applications()


def _protect_duties():
    before = "BEFORE INSERT"
    refuse(before, DUTY, "apart", OTHER_DUTY, "this person has another duty on the file", first=LOCK_FILE)
    refuse(before, DUTY, "past", OF_PAST, NO_PART)
    refuse(before, DECISION, "past", OF_PAST, NO_PART)
    refuse(before, DECISION, "sum", f"NEW.amount <> {SUM_OF_ALLOCATIONS}", "allocations differ in sum")
    refuse(before, ALLOCATION, "late", DECIDED_ALREADY, "the decision is taken already")
    not_own = f"NEW.duty_id IS NOT NULL AND NOT {OWN_DUTY_TO_DECIDE}"
    refuse(before, DECISION, "duty", not_own, "not the duty of this decision")
    judged = f"{CHECKED_BY_DECIDER} OR {SCORED_BY_DECIDER}"
    refuse(before, DECISION, "apart", judged, "this person checked or scored the file", first=LOCK_FILE)
    for event in ("INSERT", "UPDATE"):
        name = f"apart_on_{event.lower()}"
        refuse(f"BEFORE {event}", SCORE, name, DECIDED_BY_SCORER, "this person decides on the file", first=LOCK_FILE)
    moved = "NEW.id <> OLD.id OR NEW.application_id <> OLD.application_id OR NEW.criterion_id <> OLD.criterion_id"
    refuse("BEFORE UPDATE", SCORE, "stays", moved, "a score stays with its file")


def _protect_applications():
    for event in ("INSERT", "UPDATE"):
        not_own = f"NEW.submission_duty_id IS NOT NULL AND NOT {OWN_DUTY_TO_SUBMIT}"
        refuse(f"BEFORE {event}", FILE, f"duty_on_{event.lower()}", not_own, "not the duty of this submission")
        refuse(f"AFTER {event}", FILE, f"money_on_{event.lower()}", OTHER_MONEY, "the money of this file is another")
    refuse("AFTER INSERT", FILE, "past", f"NEW.is_imported AND ({HAS_PART})", NO_PART)
    not_current = "not the person and card that the beneficiary has now"
    refuse("AFTER INSERT", FILE, "person", f"NEW.status = 'approved' AND NOT {SAME_PERSON}", not_current)
    refuse("AFTER UPDATE", FILE, "person_stays", f"{BECOMES_FUNDED} AND NOT {SAME_PERSON}", not_current)
    changes = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in NEVER_CHANGES)
    refuse("BEFORE UPDATE", FILE, "stays", changes, "a file stays the file of its project and program")
    refuse("AFTER UPDATE", FILE, "decided", UNDECIDED, "no decision says so")
    changes = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in COPIED)
    copied = f"OLD.status <> 'returned' AND ({changes})"
    refuse("BEFORE UPDATE", FILE, "facts_stay", copied, "what a file copied at its submission stays")
