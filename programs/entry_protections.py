"""What may be entered in the ledger at all: a file moves its own money, under its decisions and its duties.

How much a line, a tranche and an agreement can carry is held by their CHECKs when the entry moves them
(`money_protections`).
"""

from programs.money_protections import ENTRY, standing
from programs.moves import ADVANCED, FREE, MOVES, OF_LINES
from reintegration.ground.protections import Protection, refuse, register

APPLICATION, DUTY, LINE = "programs_application", "programs_duty", "programs_fundingline"
ALLOCATED = (
    "(SELECT COALESCE(SUM(a.amount), 0) FROM programs_allocation a JOIN programs_decision d ON d.id = a.decision_id"
    " WHERE d.application_id = NEW.application_id AND d.outcome = 'approve' AND a.line_id = NEW.line_id)"
)
OF_FILE_ON_LINE = "e.application_id = NEW.application_id AND e.line_id = NEW.line_id"
# A file's money comes from the free money of lines: what is missing there is all that it holds.
RESERVED_ALREADY = f"(-{standing(FREE, OF_FILE_ON_LINE)})"
ADVANCED_BY_LINE = standing(ADVANCED, "e.line_id = NEW.line_id AND e.tranche_id = NEW.tranche_id")
CAN_RESERVE = (
    f"EXISTS (SELECT 1 FROM {APPLICATION} f JOIN {LINE} l ON l.program_id = f.program_id"
    " WHERE f.id = NEW.application_id AND l.id = NEW.line_id AND f.status IN ('checked', 'waiting', 'approved'))"
)
SENT = (
    f"(SELECT COALESCE(SUM(CASE WHEN e.kind = 'transfer_out' THEN e.amount ELSE -e.amount END), 0) FROM {ENTRY} e"
    " WHERE (e.kind = 'transfer_out' AND e.line_id = NEW.counterpart_id AND e.counterpart_id = NEW.line_id)"
    " OR (e.kind = 'transfer_in' AND e.line_id = NEW.line_id AND e.counterpart_id = NEW.counterpart_id))"
)
OUT_OF_TRANCHE = f"EXISTS (SELECT 1 FROM {LINE} WHERE tranche_id IS NOT NULL AND id ="
PARTNERS_TO_FOUNDATION = f"{OUT_OF_TRANCHE} NEW.counterpart_id) AND NOT {OUT_OF_TRANCHE} NEW.line_id)"
FOUNDATION_LINE = (
    f"EXISTS (SELECT 1 FROM {LINE} l JOIN programs_fundingsource s ON s.id = l.source_id"
    " WHERE l.id = NEW.line_id AND l.tranche_id IS NULL AND s.kind = 'foundation')"
)
# Two entries at once would each miss the other's row, and their line would meet the later id first: each waits for the
# line, then takes its id. PostgreSQL fires triggers by name, and this one must be the first.
FIRST = f"{ENTRY}_1st_locks_line"
IN_ORDER = (
    f"BEGIN PERFORM 1 FROM {LINE} WHERE id = NEW.line_id FOR NO KEY UPDATE;"
    f" NEW.id := nextval(pg_get_serial_sequence('{ENTRY}', 'id')); RETURN NEW; END"
)


def register_all():
    in_order = f"BEFORE INSERT ON {ENTRY} FOR EACH ROW"
    register(Protection(name=FIRST, table=ENTRY, postgresql=in_order, function=IN_ORDER))
    imported = f"(SELECT is_imported FROM {APPLICATION} WHERE id = NEW.application_id)"
    rules = {
        "held": (_more_than_held(), "the file does not hold this money on this line"),
        "advanced": (
            f"NEW.kind = 'recover' AND NEW.amount > {ADVANCED_BY_LINE}",
            "this line advanced less to this tranche",
        ),
        "sent": (f"NEW.kind = 'transfer_in' AND NEW.amount > {SENT}", "no line sent this money"),
        "partners": (
            f"NEW.kind = 'transfer_in' AND {PARTNERS_TO_FOUNDATION}",
            "money of a partner stays in its tranches",
        ),
        "elsewhere": ("NEW.counterpart_id = NEW.line_id", "a transfer goes to another line"),
        "decided": (
            f"NEW.kind = 'reserve' AND (NEW.amount > {ALLOCATED} - {RESERVED_ALREADY} OR NOT {CAN_RESERVE})",
            "more is reserved than decisions gave this file on this line",
        ),
        "duty": (_without_duty(), "not the duty of this movement"),
        "imported": (f"NEW.application_id IS NOT NULL AND {imported}", "a file of a past season moves no money"),
        "foundation": (f"NEW.kind = 'advance' AND NOT {FOUNDATION_LINE}", "only money of the foundation is advanced"),
    }
    for name, (condition, message) in rules.items():
        refuse("BEFORE INSERT", ENTRY, name, condition, message)


def _more_than_held():
    return " OR ".join(
        f"NEW.kind IN ({', '.join(repr(kind) for kind in kinds)}) AND NEW.amount > {standing(bucket, OF_FILE_ON_LINE)}"
        for bucket, kinds in _taken_from().items()
    )


def _taken_from():
    """The movements of files that take from a bucket which files hold: {bucket: [kind]}."""
    buckets = {}
    for kind, (source, _target) in MOVES.items():
        if kind not in OF_LINES and source != FREE:
            buckets.setdefault(source, []).append(kind)
    return buckets


def _without_duty():
    """Who decides reserves, who pays commits; what was committed is paid by anybody, if somebody holds that duty."""
    duty = f"EXISTS (SELECT 1 FROM {DUTY} WHERE application_id = NEW.application_id AND kind"
    return (
        f"(NEW.kind = 'reserve' AND NOT {duty} = 'decide' AND user_id = NEW.by_id))"
        f" OR (NEW.kind = 'commit' AND NOT {duty} = 'pay' AND user_id = NEW.by_id))"
        f" OR (NEW.kind IN ('pay', 'clear') AND NOT {duty} = 'pay'))"
    )
