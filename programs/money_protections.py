"""Money moves by its ledger row: the triggers that carry an entry to the balances, and refuse every other change.

An entry moves its line as `MOVES` says; the line moves its tranche; a receipt and an advance move the tranche too; the
tranche moves its agreement; an amendment changes one amount. Nothing else writes balances. What may be entered at all
is in `entry_protections`.

Balances change by `x = x + change`: beside other transactions a sum would be stale. Guards may sum: they run under the
row's lock, and on PostgreSQL each statement of a trigger reads what is committed by then.
"""

from programs.moves import ADVANCED, BALANCES, MOVES, OUTSIDE, SPENT
from reintegration.ground.money import LARGEST
from reintegration.ground.protections import Protection, protect_append_only, protect_kept, refusal, refuse, register

ENTRY, LINE, TRANCHE = "programs_budgetentry", "programs_fundingline", "programs_tranche"
AGREEMENT, SOURCE = "programs_agreement", "programs_fundingsource"
RECEIPT, AMENDMENT = "programs_partnerreceipt", "programs_agreementamendment"
ALLOCATION = "programs_allocation"

TRANCHE_SUMS = {
    "allocated": f"(SELECT COALESCE(SUM(allocated), 0) FROM {LINE} WHERE tranche_id = NEW.id)",
    "committed": f"(SELECT COALESCE(SUM({' + '.join(SPENT)}), 0) FROM {LINE} WHERE tranche_id = NEW.id)",
    "received": f"(SELECT COALESCE(SUM(amount), 0) FROM {RECEIPT} WHERE tranche_id = NEW.id)",
}

# SQLite keeps any value in any column: half a centime, a word, more than its integers hold.
NOT_WHOLE = f"NEW.amount > {int(LARGEST * 100)} OR NEW.amount <> CAST(NEW.amount AS BIGINT)"


def gained(balance, row):
    """What the entry called `row` adds to a balance of its line, as SQL: its amount, less its amount, or nothing.

    `allocated` is what came from outside.
    """
    bucket, sign = (OUTSIDE, "-") if balance == "allocated" else (balance, "")
    into = ", ".join(f"'{kind}'" for kind, (_source, target) in MOVES.items() if target == bucket)
    out = ", ".join(f"'{kind}'" for kind, (source, _target) in MOVES.items() if source == bucket)
    return (
        f"{sign}(CASE WHEN {row}.kind IN ({into}) THEN {row}.amount"
        f" WHEN {row}.kind IN ({out}) THEN -{row}.amount ELSE 0 END)"
    )


def standing(bucket, rows):
    """What the entries `e` under a condition hold in a bucket, as SQL: the sum that `BudgetEntry.standing` counts."""
    return f"(SELECT COALESCE(SUM({gained(bucket, 'e')}), 0) FROM {ENTRY} e WHERE {rows})"


def register_all():
    for table in (ENTRY, RECEIPT, AMENDMENT):
        protect_append_only(table)
    for table in (LINE, TRANCHE, AGREEMENT, SOURCE):
        protect_kept(table)
    for table in (ENTRY, TRANCHE, AGREEMENT, RECEIPT, AMENDMENT, ALLOCATION):
        refuse("BEFORE INSERT", table, "whole", NOT_WHOLE, "no amount in centimes")
    _register_movements()
    _guard_lines()
    _guard_tranches()
    _guard_agreements()


def _register_movements():
    gains = ", ".join(f"{name} = {name} + {gained(name, 'NEW')}" for name in BALANCES)
    _carry("INSERT", ENTRY, "line", "1 = 1", LINE, f"{gains}, last_entry = NEW.id", "NEW.line_id")
    _carry(
        "INSERT",
        ENTRY,
        "tranche",
        "NEW.tranche_id IS NOT NULL",
        TRANCHE,
        f"advanced = advanced + {gained(ADVANCED, 'NEW')}",
        "NEW.tranche_id",
    )
    spent = " + ".join(f"NEW.{name} - OLD.{name}" for name in SPENT)
    _carry(
        "UPDATE",
        LINE,
        "tranche",
        f"NEW.tranche_id IS NOT NULL AND (NEW.allocated <> OLD.allocated OR {spent} <> 0)",
        TRANCHE,
        f"allocated = allocated + NEW.allocated - OLD.allocated, committed = committed + {spent}",
        "NEW.tranche_id",
    )
    received = "received = received + NEW.amount"
    _carry("INSERT", RECEIPT, "tranche", "1 = 1", TRANCHE, received, "NEW.tranche_id")
    _carry(
        "INSERT", TRANCHE, "agreement", "1 = 1", AGREEMENT, "distributed = distributed + NEW.amount", "NEW.agreement_id"
    )
    _carry(
        "UPDATE",
        TRANCHE,
        "agreement",
        "NEW.amount <> OLD.amount",
        AGREEMENT,
        "distributed = distributed + NEW.amount - OLD.amount",
        "NEW.agreement_id",
    )
    amended = "amount = NEW.amount"
    _carry("INSERT", AMENDMENT, "tranche", "NEW.tranche_id IS NOT NULL", TRANCHE, amended, "NEW.tranche_id")
    _carry("INSERT", AMENDMENT, "agreement", "NEW.tranche_id IS NULL", AGREEMENT, amended, "NEW.agreement_id")


def _carry(event, table, to, condition, target, changes, key):
    """Register the trigger by which a row of `table` moves the row of `target` with the id `key`.

    On SQLite an INSERT OR IGNORE would skip the row that a CHECK forbids, so what was not moved is refused.
    """
    update = f"UPDATE {target} SET {changes}, version = version + 1 WHERE id = {key}"
    message = f"{table} cannot move its {to}"
    register(
        Protection(
            name=f"{table}_moves_{to}_on_{event.lower()}",
            table=table,
            sqlite=f"AFTER {event} ON {table} WHEN {condition} BEGIN {update};"
            f" SELECT RAISE(ABORT, '{message}') WHERE changes() = 0; END",
            postgresql=f"AFTER {event} ON {table} FOR EACH ROW",
            function=f"BEGIN IF {condition} THEN {update}; IF NOT FOUND THEN {refusal(message)} END IF; END IF;"
            " RETURN NULL; END",
        )
    )


def _guard_lines():
    explained = " AND ".join(f"NEW.{name} = OLD.{name} + {gained(name, 'e')}" for name in BALANCES)
    by_entry = (
        f"NEW.last_entry > OLD.last_entry AND EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.id = NEW.last_entry"
        f" AND e.line_id = NEW.id AND {explained})"
    )
    moved = _changed(*BALANCES, "last_entry")
    refuse("BEFORE UPDATE", LINE, "balances", f"{moved} AND NOT ({by_entry})", "no ledger entry moves this line so")
    _fix(LINE, "program_id", "source_id")
    other_tranche = "NEW.tranche_id IS DISTINCT FROM OLD.tranche_id"
    refuse("BEFORE UPDATE", LINE, "tranche", other_tranche, "a line stays with its tranche")
    _start_empty(LINE, *BALANCES, "last_entry")
    refuse(
        "BEFORE INSERT",
        LINE,
        "source",
        f"NEW.tranche_id IS NOT NULL AND NEW.source_id <> (SELECT a.source_id FROM {TRANCHE} t"
        f" JOIN {AGREEMENT} a ON a.id = t.agreement_id WHERE t.id = NEW.tranche_id)",
        "the tranche is money of another source",
    )
    partner = f"(SELECT kind FROM {SOURCE} WHERE id = NEW.source_id) <> 'foundation'"
    unbound = f"NEW.tranche_id IS NULL AND {partner}"
    refuse("BEFORE INSERT", LINE, "out_of_tranche", unbound, "money of a partner comes out of a tranche")
    _fix(SOURCE, "kind")


def _guard_tranches():
    sums = {**TRANCHE_SUMS, "advanced": standing(ADVANCED, "e.tranche_id = NEW.id")}
    wrong = " OR ".join(f"NEW.{name} <> OLD.{name} AND NEW.{name} <> {total}" for name, total in sums.items())
    refuse("BEFORE UPDATE", TRANCHE, "balances", wrong, "the balances of this tranche are the sums of its rows")
    _amended_only(TRANCHE, "tranche_id = NEW.id")
    _fix(TRANCHE, "agreement_id", "number")
    _start_empty(TRANCHE, *TRANCHE_SUMS, "advanced")
    refuse(
        "BEFORE INSERT",
        AMENDMENT,
        "own_tranche",
        "NEW.tranche_id IS NOT NULL AND NEW.agreement_id <>"
        f" (SELECT agreement_id FROM {TRANCHE} WHERE id = NEW.tranche_id)",
        "the tranche is not of this agreement",
    )


def _guard_agreements():
    distributed = f"(SELECT COALESCE(SUM(amount), 0) FROM {TRANCHE} WHERE agreement_id = NEW.id)"
    refuse(
        "BEFORE UPDATE",
        AGREEMENT,
        "balances",
        f"NEW.distributed <> OLD.distributed AND NEW.distributed <> {distributed}",
        "an agreement distributes the sum of its tranches",
    )
    _amended_only(AGREEMENT, "agreement_id = NEW.id AND tranche_id IS NULL")
    _fix(AGREEMENT, "source_id")
    _start_empty(AGREEMENT, "distributed")


def _amended_only(table, of_row):
    newest = f"(SELECT amount FROM {AMENDMENT} WHERE {of_row} ORDER BY id DESC LIMIT 1)"
    refuse(
        "BEFORE UPDATE",
        table,
        "amount",
        f"NEW.amount <> OLD.amount AND NEW.amount <> COALESCE({newest}, OLD.amount)",
        "an amount changes by an amendment alone",
    )


def _fix(table, *columns):
    message = f"{' and '.join(columns)} of {table} never change"
    refuse("BEFORE UPDATE", table, "fixed", _changed("id", *columns), message)


def _start_empty(table, *balances):
    filled = " OR ".join(f"NEW.{name} <> 0" for name in balances)
    refuse("BEFORE INSERT", table, "starts_empty", filled, f"{table} starts without balances")


def _changed(*columns):
    return "(" + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in columns) + ")"
