"""Every attack of the table is refused, and exactly what the table names refuses it, each holder alone."""

import pytest
from django.db import connection, transaction

from programs.services import ledger
from reintegration.office.invariants import scene
from reintegration.office.invariants.attacks import is_refused, row_like
from reintegration.office.invariants.money import RECEIPT, amendment, of_line, tranche
from reintegration.office.invariants.table import INVARIANTS
from tests.databases import private_database
from tests.holders import without

ATTACKS = [attack for invariant in INVARIANTS for attack in invariant.attacks]
SHARED = [attack for attack in ATTACKS if len(attack.held_by) > 1]
MOVERS = {
    "programs_budgetentry_moves_line_on_insert": of_line("allocate", 1),
    "programs_budgetentry_moves_tranche_on_insert": of_line("advance", 1, tranche_id="{tranche}"),
    "programs_fundingline_moves_tranche_on_update": of_line("allocate", 1, line="{partner_line}"),
    "programs_partnerreceipt_moves_tranche_on_insert": row_like(RECEIPT, "{receipt}", amount=1, reference="'V9'"),
    "programs_tranche_moves_agreement_on_insert": tranche(),
    "programs_tranche_moves_agreement_on_update": amendment(500_001, of="{other_tranche}"),
    "programs_agreementamendment_moves_tranche_on_insert": amendment(500_001, of="{other_tranche}"),
    "programs_agreementamendment_moves_agreement_on_insert": amendment(4_000_001),
}
"""The triggers that carry money from row to row, and a right row that each carries on."""


@pytest.fixture(scope="module")
def ids(migrated_template, django_db_blocker, tmp_path_factory):
    """The scene, built once; each test undoes what it does."""
    folder = tmp_path_factory.mktemp("invariants")
    with django_db_blocker.unblock(), private_database(migrated_template, folder), scene.rehearsal():
        yield scene.build()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack_is_refused_and_passes_without_its_holders(ids, attack):
    if attack.is_possible:
        assert is_refused(attack, ids)
        with without(attack.holders):
            assert not is_refused(attack, ids), "something refuses it that the table does not name"


@pytest.mark.parametrize("attack", SHARED, ids=lambda attack: attack.name)
def test_each_holder_refuses_the_attack_alone(ids, attack):
    for holder in attack.holders if attack.is_possible else ():
        with without(attack.holders - {holder}):
            assert is_refused(attack, ids), f"{holder} does not hold it"


@pytest.mark.parametrize("mover", MOVERS)
def test_right_row_moves_the_balances_and_without_its_trigger_the_books_differ(ids, mover):
    def differences():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MOVERS[mover].format_map(ids))
            found = ledger.differences()
            transaction.set_rollback(True)
        return found

    assert differences() == []
    with without({mover}):
        assert differences() != []
