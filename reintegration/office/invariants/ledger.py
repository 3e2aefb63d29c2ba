"""That money moves by ledger rows alone, and for a file only under its own decisions and duties."""

from reintegration.office.invariants.attacks import Invariant, attack, row_like
from reintegration.office.invariants.money import AGREEMENT, LINE, MUCH, TRANCHE, of_file, of_line, tranche, update

INVARIANTS = (
    Invariant(
        "Money moves by its ledger row, and by nothing else",
        (
            attack(
                "money reserved without a row",
                update(LINE, "{line}", "reserved = reserved + 1"),
                "programs_fundingline_balances",
            ),
            attack(
                "money added without a row",
                update(LINE, "{line}", "allocated = allocated + 1"),
                "programs_fundingline_balances",
            ),
            attack(
                "money added under an old row",
                update(LINE, "{line}", "allocated = allocated + 1, last_entry = {entry}"),
                "programs_fundingline_balances",
            ),
            attack(
                "the last row forgotten",
                update(LINE, "{line}", "last_entry = last_entry + 1"),
                "programs_fundingline_balances",
            ),
            attack(
                "a tranche's lines written up",
                update(TRANCHE, "{tranche}", "allocated = allocated + 1"),
                "programs_tranche_balances",
            ),
            attack(
                "an agreement's tranches written down",
                update(AGREEMENT, "{agreement}", "distributed = 0"),
                "programs_agreement_balances",
            ),
            attack(
                "a line born with money", row_like(LINE, "{line}", last_entry=0), "programs_fundingline_starts_empty"
            ),
            attack("a tranche born with money", tranche(received=1), "programs_tranche_starts_empty"),
            attack(
                "an agreement born with tranches",
                row_like(AGREEMENT, "{agreement}", reference="'~~'"),
                "programs_agreement_starts_empty",
            ),
            attack(
                "a transfer that no line sent",
                of_line("transfer_in", 1, counterpart_id="{other_line}"),
                "programs_budgetentry_sent",
            ),
            attack(
                "a transfer to itself",
                of_line("transfer_out", 1, counterpart_id="{line}"),
                "programs_budgetentry_elsewhere",
            ),
            attack("a movement of no known kind", of_line("gift", 1), "entry_kind_known entry_names_application"),
            attack(
                "a reservation for nobody",
                of_line("reserve", 1),
                "programs_budgetentry_duty programs_budgetentry_decided entry_names_application",
            ),
            attack("a transfer to nowhere", of_line("transfer_out", 1), "entry_transfer_names_counterpart"),
            attack("an advance to nowhere", of_line("advance", 1), "entry_advance_names_tranche"),
        ),
    ),
    Invariant(
        "A file moves its own money only, under its own decisions and duties",
        (
            attack(
                "more reserved than was decided",
                of_file("reserve", 1, file="{approved}", line="{line}", by="{driss}"),
                "programs_budgetentry_decided",
            ),
            attack(
                "a reservation on an undecided file",
                of_file("reserve", 1, file="{submitted}", line="{line}"),
                "programs_budgetentry_duty programs_budgetentry_decided",
            ),
            attack(
                "a reservation by who did not decide",
                of_file("reserve", 1, file="{approved}", line="{line}"),
                "programs_budgetentry_duty programs_budgetentry_decided",
            ),
            attack(
                "a commitment without reservation",
                of_file("commit", 1, file="{approved}", line="{line}"),
                "programs_budgetentry_duty",
            ),
            attack(
                "a commitment by who does not pay",
                of_file("commit", 1, by="{driss}"),
                "programs_budgetentry_duty tranche_committed_within_received",
            ),
            attack(
                "a payment without commitment",
                of_file("pay", 1, file="{approved}", line="{line}"),
                "programs_budgetentry_duty programs_budgetentry_held line_balances_not_negative",
            ),
            attack(
                "a payment beyond the commitment",
                of_file("pay", MUCH),
                "programs_budgetentry_held line_balances_not_negative",
            ),
            attack(
                "a clearing beyond the payment",
                of_file("clear", MUCH),
                "programs_budgetentry_held line_balances_not_negative",
            ),
            attack(
                "a refund beyond the payment",
                of_file("refund", MUCH),
                "programs_budgetentry_held line_balances_not_negative tranche_committed_within_received",
            ),
            attack("money of another file's line", of_file("release", 1, line="{line}"), "programs_budgetentry_held"),
        ),
    ),
)
