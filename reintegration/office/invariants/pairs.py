"""Two files that may be of one person: compared as they were found, decided by somebody, united under one main file."""

from reintegration.office.invariants.attacks import Invariant, attack, row_like
from reintegration.office.invariants.handing import untold
from reintegration.office.invariants.money import update
from reintegration.office.invariants.people import PERSON

PAIR = "beneficiaries_possibleduplicate"


def pair(**changes):
    """Another comparison like the one that told two files apart."""
    return row_like(PAIR, "{apart}", **changes)


INVARIANTS = (
    Invariant(
        "Two files are compared once, as they were found, and somebody's step decides whether they are of one person",
        (
            attack(
                "a pair compared twice",
                pair(),
                "possible_duplicate_pair_once beneficiaries_possibleduplicate_no_replace",
            ),
            attack(
                "a pair the other way round",
                pair(person_id="{main_file}", other_id="{apart_file}"),
                "possible_duplicate_later_first",
            ),
            attack(
                "a comparison found by another",
                update(PAIR, "{apart}", "found_by_id = {nadia}"),
                "beneficiaries_possibleduplicate_fixed",
            ),
            attack(
                "a decision that nobody took",
                update(PAIR, "{apart}", "decided_by_id = NULL"),
                "possible_duplicate_decided_by_somebody",
            ),
            attack(
                "a decision taken back without a step",
                update(PAIR, "{apart}", "status = 'open', decided_by_id = NULL, decided_at = NULL"),
                "beneficiaries_possibleduplicate_status_told",
            ),
            attack(
                "a comparison in no known status",
                update(PAIR, "{apart}", "status = 'maybe'"),
                "beneficiaries_possibleduplicate_status_told possible_duplicate_status_known",
            ),
            attack(
                "a comparison that begins decided",
                pair(person_id="{unused_file}", status="'same'"),
                "beneficiaries_possibleduplicate_status_begun",
            ),
            untold(PAIR),
        ),
    ),
    Invariant(
        "The files of one person point at one main file, which points nowhere",
        (
            attack(
                "a main file pointing on",
                update(PERSON, "{main_file}", "canonical_id = {unused_file}"),
                "beneficiaries_beneficiary_one_main_file",
            ),
            attack(
                "a file pointing at one that points on",
                update(PERSON, "{unused_file}", "canonical_id = {united_file}"),
                "beneficiaries_beneficiary_one_main_file",
            ),
        ),
    ),
)
