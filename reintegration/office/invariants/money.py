"""Where money comes from, how much there is of it, and that nothing but the ledger moves it."""

from reintegration.office.invariants.attacks import Invariant, attack, row_like

AGREEMENT, TRANCHE, LINE = "programs_agreement", "programs_tranche", "programs_fundingline"
ENTRY, RECEIPT, AMENDMENT = "programs_budgetentry", "programs_partnerreceipt", "programs_agreementamendment"
MUCH = 90_000_000
"""Centimes: more than any row of the scene has."""
UNWRITABLE = 10**11
"""Centimes: more than any amount may be."""
EMPTY_TRANCHE = {"allocated": 0, "received": 0, "advanced": 0, "committed": 0}
EMPTY_LINE = {"allocated": 0, "reserved": 0, "committed": 0, "paid": 0, "cleared": 0, "advanced": 0, "last_entry": 0}


def of_line(kind, amount, *, line="{line}", **changes):
    """A new ledger row for a line as a whole."""
    changes = {"application_id": "NULL", "line_id": line, **changes}
    return row_like(ENTRY, "{entry}", kind=f"'{kind}'", amount=amount, **changes)


def of_file(kind, amount, *, file="{spent}", line="{partner_line}", by="{hassan}", **changes):
    """A new ledger row for a file."""
    changes = {"application_id": file, "line_id": line, "by_id": by, **changes}
    return row_like(ENTRY, "{entry}", kind=f"'{kind}'", amount=amount, **changes)


def tranche(*, number=9, amount=1, agreement="{agreement}", **changes):
    changes = {"agreement_id": agreement, "number": number, "amount": amount, **EMPTY_TRANCHE, **changes}
    return row_like(TRANCHE, "{tranche}", **changes)


def amendment(amount, *, of="NULL", agreement="{agreement}"):
    return row_like(AMENDMENT, "{amendment}", amount=amount, tranche_id=of, agreement_id=agreement)


def update(table, row, changes):
    return f"UPDATE {table} SET {changes} WHERE id = {row}"


INVARIANTS = (
    Invariant(
        "Money is never negative, and a line uses no more than it was given",
        (
            attack("a cut below what is reserved", of_line("cut", 1_900_000), "line_within_allocated"),
            attack(
                "a cut below what is committed",
                of_line("cut", 1_450_000, line="{partner_line}"),
                "line_within_allocated",
            ),
            attack(
                "a transfer of more than is free",
                of_line("transfer_out", MUCH, counterpart_id="{other_line}"),
                "line_balances_not_negative line_within_allocated",
            ),
            attack(
                "an advance of more than is free",
                of_line("advance", MUCH, tranche_id="{tranche}"),
                "line_within_allocated",
            ),
            attack(
                "a reservation beyond the line",
                of_file("reserve", MUCH, by="{driss}"),
                "programs_budgetentry_decided line_within_allocated",
            ),
            attack(
                "a release of more than is reserved",
                of_file("release", MUCH),
                "programs_budgetentry_held line_balances_not_negative",
            ),
            attack("a movement of less than nothing", of_line("allocate", -1), "entry_positive"),
            attack(
                "a balance below zero",
                update(LINE, "{line}", "reserved = -1"),
                "programs_fundingline_balances line_balances_not_negative",
            ),
            attack(
                "a line written down to nothing",
                update(LINE, "{line}", "allocated = 0"),
                "programs_fundingline_balances line_within_allocated",
            ),
            attack(
                "a receipt of nothing", row_like(RECEIPT, "{receipt}", amount=0, reference="'V2'"), "receipt_positive"
            ),
            attack("an amendment to nothing", amendment(0, of="{other_tranche}"), "amendment_positive"),
        ),
    ),
    Invariant(
        "Lines stay within their tranche, tranches within their agreement; amounts change by amendments alone",
        (
            attack(
                "more on lines than the tranche has",
                of_line("allocate", 500_001, line="{partner_line}"),
                "tranche_lines_within_amount",
            ),
            attack("a tranche beyond the agreement", tranche(amount=MUCH), "agreement_tranches_within_amount"),
            attack(
                "a tranche enlarged without amendment",
                update(TRANCHE, "{tranche}", "amount = amount + 1"),
                "programs_tranche_amount",
            ),
            attack(
                "an agreement enlarged without amendment",
                update(AGREEMENT, "{agreement}", "amount = amount + 1"),
                "programs_agreement_amount",
            ),
            attack(
                "an amendment beyond the agreement", amendment(MUCH, of="{tranche}"), "agreement_tranches_within_amount"
            ),
            attack("an agreement amended below its tranches", amendment(2_400_000), "agreement_tranches_within_amount"),
            attack(
                "a tranche amended below its lines", amendment(1_400_000, of="{tranche}"), "tranche_lines_within_amount"
            ),
            attack(
                "an amendment of another agreement's tranche",
                amendment(1, of="{tranche}", agreement="{second}"),
                "programs_agreementamendment_own_tranche tranche_lines_within_amount tranche_received_within_amount",
            ),
            attack(
                "a line moved to another tranche",
                update(LINE, "{line}", "tranche_id = {other_tranche}"),
                "programs_fundingline_tranche",
            ),
            attack(
                "a line moved to another program",
                update(LINE, "{line}", "program_id = {other_program}"),
                "programs_fundingline_fixed",
            ),
            attack(
                "a line of a tranche of another source",
                row_like(LINE, "{line}", tranche_id="{tranche}", **EMPTY_LINE),
                "programs_fundingline_source",
            ),
            attack(
                "a tranche moved to another agreement",
                update(TRANCHE, "{tranche}", "agreement_id = {second}"),
                "programs_tranche_fixed",
            ),
            attack("a tranche number taken twice", tranche(number=1), "programs_tranche_no_replace tranche_numbered"),
            attack(
                "an agreement of another source",
                update(AGREEMENT, "{agreement}", "source_id = {source}"),
                "programs_agreement_fixed",
            ),
            attack(
                "a partner turned into the foundation",
                update("programs_fundingsource", "{partner}", "kind = 'foundation'"),
                "programs_fundingsource_fixed",
            ),
        ),
    ),
    Invariant(
        "Agreements, what changes them and what moves are amounts that can be written",
        (
            attack("more than can be given to a line", of_line("allocate", UNWRITABLE), "programs_budgetentry_whole"),
            attack(
                "half a centime to a line", of_line("allocate", "0.5"), "programs_budgetentry_whole", engine="sqlite"
            ),
            attack("a word for an amount", of_line("allocate", "'x'"), "programs_budgetentry_whole", engine="sqlite"),
            attack(
                "an agreement of more than can be written",
                row_like(AGREEMENT, "{agreement}", reference="'~~'", amount=UNWRITABLE, distributed=0),
                "programs_agreement_whole",
            ),
            attack(
                "a tranche of more than can be written",
                tranche(amount=UNWRITABLE),
                "programs_tranche_whole agreement_tranches_within_amount",
            ),
            attack(
                "an amendment to more than can be written", amendment(UNWRITABLE), "programs_agreementamendment_whole"
            ),
            attack(
                "a receipt of more than can be written",
                row_like(RECEIPT, "{receipt}", amount=UNWRITABLE, reference="'V2'"),
                "programs_partnerreceipt_whole tranche_received_within_amount",
            ),
        ),
    ),
    Invariant(
        "Only what the partner has paid in, or the foundation has advanced, is committed",
        (
            attack(
                "a line of a partner without a tranche",
                row_like(LINE, "{partner_line}", tranche_id="NULL", **EMPTY_LINE),
                "programs_fundingline_out_of_tranche",
            ),
            attack(
                "a partner's money turned into the foundation's",
                (
                    of_line("transfer_out", 1, line="{partner_line}", counterpart_id="{line}"),
                    of_line("transfer_in", 1, counterpart_id="{partner_line}"),
                ),
                "programs_budgetentry_partners",
            ),
            attack(
                "a commitment beyond what was paid in", of_file("commit", 4_000), "tranche_committed_within_received"
            ),
            attack(
                "an advance taken back under a commitment",
                of_line("recover", 30_000, tranche_id="{tranche}"),
                "tranche_committed_within_received",
            ),
            attack(
                "a receipt beyond the tranche",
                row_like(RECEIPT, "{receipt}", amount=MUCH, reference="'V2'"),
                "tranche_received_within_amount",
            ),
            attack(
                "a receipt recorded twice",
                row_like(RECEIPT, "{receipt}", amount=1),
                "programs_partnerreceipt_no_replace receipt_once",
            ),
            attack(
                "an amount received that nobody paid",
                update(TRANCHE, "{tranche}", "received = received + 1"),
                "programs_tranche_balances",
            ),
            attack(
                "an advance that no line gave",
                update(TRANCHE, "{tranche}", "advanced = advanced + 1"),
                "programs_tranche_balances",
            ),
            attack("a commitment hidden", update(TRANCHE, "{tranche}", "committed = 0"), "programs_tranche_balances"),
            attack(
                "an advance of a partner's money",
                of_line("advance", 1, line="{partner_line}", tranche_id="{tranche}"),
                "programs_budgetentry_foundation",
            ),
            attack(
                "more taken back than was advanced",
                of_line("recover", 1, tranche_id="{other_tranche}"),
                "programs_budgetentry_advanced tranche_committed_within_received",
            ),
        ),
    ),
)
