"""The triggers behind numbers: a paper takes the next one of its series and itself counts the series on.

A series is `ATT-2021`, its papers are `ATT-2021-00001`, `ATT-2021-00002` and so on. Nothing else moves a series, papers
keep their numbers and are never deleted: so there is no gap, and no number is given twice.
"""

from reintegration.ground.protections import Protection, protect_kept, refusal, refuse, register

LISTS, CERTIFICATES, ORDERS = "LST", "ATT", "CMD"
DIGITS = {LISTS: 4, CERTIFICATES: 5, ORDERS: 4}

SERIES = "disbursements_numberseries"
ORDER_TABLE, CEREMONY_TABLE = "disbursements_purchaseorder", "disbursements_ceremony"
PAPERS = {
    CERTIFICATES: ("disbursements_certificate", "number"),
    ORDERS: (ORDER_TABLE, "number"),
    LISTS: (CEREMONY_TABLE, "list_number"),
}
"""Series → where its numbers stand: table and column."""


def register_all():
    for table in (SERIES, ORDER_TABLE, CEREMONY_TABLE):
        protect_kept(table)
    _count_on("INSERT", CERTIFICATES)
    _count_on("INSERT", ORDERS)
    _count_on("UPDATE", LISTS, when="NEW.list_number <> OLD.list_number")
    given = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {column} = {_number('NEW.code', 'NEW.last', prefix)})"
        for prefix, (table, column) in PAPERS.items()
    )
    by_a_paper = f"NEW.code = OLD.code AND NEW.last = OLD.last + 1 AND ({given})"
    refuse("BEFORE UPDATE", SERIES, "counts_papers", f"NOT ({by_a_paper})", "a series is counted on by a paper")
    refuse("BEFORE INSERT", SERIES, "begins_empty", "NEW.last <> 0", "a series begins without a paper")
    kept = "NEW.id = OLD.id AND NEW.number = OLD.number"
    refuse("BEFORE UPDATE", ORDER_TABLE, "number_stays", f"NOT ({kept})", "an order keeps its number")
    kept = "NEW.id = OLD.id AND (NEW.list_number = OLD.list_number OR OLD.list_number = '')"
    refuse("BEFORE UPDATE", CEREMONY_TABLE, "number_stays", f"NOT ({kept})", "a list keeps its number")
    early = "NEW.list_number <> ''"
    refuse("BEFORE INSERT", CEREMONY_TABLE, "number_later", early, "a list gets its number when it is locked")


def _number(code, last, prefix):
    """SQL: the number `last` of a series as papers print it, with its zeros."""
    digits = f"CAST({last} AS TEXT)"
    return f"{code} || '-' || substr('{'0' * DIGITS[prefix]}', LENGTH({digits}) + 1) || {digits}"


def _count_on(event, prefix, when="1 = 1"):
    table, column = PAPERS[prefix]
    number, code, year = f"NEW.{column}", f"substr(NEW.{column}, 1, 8)", f"substr(NEW.{column}, 5, 4)"
    series = f"SELECT 1 FROM {SERIES} WHERE code = {code}"
    is_next = (
        f"substr({number}, 1, 4) = '{prefix}-' AND rtrim({year}, '0123456789') = ''"
        f" AND EXISTS ({series} AND {number} = {_number('code', 'last + 1', prefix)})"
    )
    # Not OR IGNORE: under an INSERT OR REPLACE it would set a series back.
    begun = f"INSERT INTO {SERIES} (code, last) SELECT {code}, 0 WHERE NOT EXISTS ({series})"
    counted = f"UPDATE {SERIES} SET last = last + 1 WHERE code = {code}"
    message = f"{table}: not the next number"
    register(
        Protection(
            name=f"{table}_counts_on",
            table=table,
            sqlite=f"AFTER {event} ON {table} WHEN {when} BEGIN {begun};"
            f" SELECT RAISE(ABORT, '{message}') WHERE NOT ({is_next}); {counted}; END",
            postgresql=f"AFTER {event} ON {table} FOR EACH ROW",
            function=f"BEGIN IF {when} THEN {begun} ON CONFLICT DO NOTHING;"
            f" PERFORM {series.removeprefix('SELECT ')} FOR NO KEY UPDATE;"
            f" IF NOT ({is_next}) THEN {refusal(message)} END IF; {counted}; END IF; RETURN NULL; END",
        )
    )
