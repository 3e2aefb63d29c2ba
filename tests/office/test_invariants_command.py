"""The command proves the table on a real database, names what does not hold, and leaves nothing behind."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from reintegration.ground.protections import PROTECTIONS
from reintegration.office.invariants.table import INVARIANTS
from tests.architecture.sources import PACKAGES
from tests.holders import lift
from tests.office.test_invariants import MOVERS

ELSEWHERE = {
    "move money: tested above with the books": MOVERS,
    "gives ledger rows their order under two writers": ["programs_budgetentry_1st_locks_line"],
    "dates in order": "detention_in_order program_in_order training_in_order province_served_in_order posting_in_order"
    " placement_in_order period_in_order",
    "what a report counts over": "period_once period_indicator_known",
    "prices and quantities of what a project needs": "project_item_price_not_negative project_item_quantity_positive"
    " project_contribution_not_negative application_item_price_not_negative application_item_quantity_positive"
    " equipment_price_not_negative equipment_quantity_positive",
    "facts of the person": "beneficiary_birth_year_of_date beneficiary_has_origin beneficiary_not_own_duplicate"
    " beneficiary_sex_known",
    "one row each of the accompaniment": "attendance_once consent_one_live_per_purpose diagnosis_numbered"
    " visit_done_says_alive visit_once_per_month figure_shown_once",
    "postings": "posting_delegated_for_a_time posting_has_centre_by_role",
    "territory": "alias_once_per_province province_part_has_parent province_served_once_at_a_time",
    "a link of its own": "disbursements_ceremonypass.token_digest",
    "background work": "job_done_within_total job_finished_agrees_with_status job_status_known priority_range"
    " job_under_way_once job_result_when_done jobs_worker.name",
    "ways into an account": "user_mail_address_once invitation_link_once invitation_open_once_a_user"
    " invitation_sent_with_link recovery_code_of_user_once",
    "django-allauth's own": "unique_verified_email unique_primary_email unique_authenticator_type",
    "what a user keeps of the office": "draft_one_of_form saved_filter_named_once",
    "codes and names of what people keep": "access_centre.code access_user.username audit_idempotencykey.key"
    " disbursements_bankaccount.rib disbursements_supplier.name programs_agreement.reference"
    " programs_fundingsource.code programs_program.slug",
    "reference data": "reference_axis.code reference_establishment.code reference_officialtext.code"
    " reference_sector.code territory_province.code territory_provincespelling.key territory_region.code"
    " territory_region.iso",
}
"""What holds something that is no invariant of the house, and what: tested with its model."""


def protections_of_the_house():
    """Every trigger, constraint and unique column."""
    yield from PROTECTIONS
    for model in apps.get_models():
        yield from (constraint.name for constraint in model._meta.constraints)
        if model.__module__.split(".")[0] in PACKAGES:
            unique = [f for f in model._meta.local_concrete_fields if f.unique and not f.primary_key]
            yield from (f"{model._meta.db_table}.{field.column}" for field in unique)


def run(*arguments):
    out = StringIO()
    call_command("invariants", *arguments, stdout=out)
    return out.getvalue()


def rows():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_every_protection_holds_an_invariant_or_something_else_on_purpose():
    elsewhere = {name for names in ELSEWHERE.values() for name in (names.split() if isinstance(names, str) else names)}
    held = {name for invariant in INVARIANTS for name in invariant.held_by}
    existing = set(protections_of_the_house())
    assert existing - held - elsewhere == set()
    assert (held | elsewhere) - existing == set()
    assert held & elsewhere == set()


def test_names_of_attacks_and_sentences_are_told_apart():
    names = [attack.name for invariant in INVARIANTS for attack in invariant.attacks]
    sentences = [invariant.sentence for invariant in INVARIANTS]
    assert len(set(names)) == len(names)
    assert len(set(sentences)) == len(sentences)


def test_auditor_reads_each_invariant_with_its_holders_and_nothing_is_left_behind(committed_database):
    before = rows()
    printed = run()
    for invariant in INVARIANTS:
        assert f"{invariant.sentence}.\n  held by  {', '.join(invariant.held_by)}\n" in printed
    assert f"{len(INVARIANTS)} invariants hold on {connection.display_name}" in printed
    assert rows() == before


def test_table_is_printed_as_json_too(committed_database):
    table = json.loads(run("--json"))
    assert [row["invariant"] for row in table] == [invariant.sentence for invariant in INVARIANTS]
    assert all(row["held_by"] and row["attacks"] == row["refused"] > 0 and not row["through"] for row in table)


def test_attack_that_gets_through_and_its_missing_holder_are_named(committed_database):
    lift({"user_is_never_superuser", "programs_tranche_amount"})
    with pytest.raises(CommandError) as failure:
        run()
    said = str(failure.value)
    assert "user_is_never_superuser is missing" in said and "programs_tranche_amount is missing" in said
    assert "“a user made master of all” gets through: Nobody holds every right." in said
    assert "“a tranche enlarged without amendment” gets through" in said


def test_scene_that_cannot_be_built_is_said_with_what_is_missing(committed_database):
    lift({"programs_budgetentry_moves_line_on_insert"})
    with pytest.raises(CommandError, match="moves_line_on_insert is missing.*\n.*could not be tried"):
        run()


def test_demonstration_keeps_every_invariant(demonstration):
    before = rows()
    assert f"{len(INVARIANTS)} invariants hold" in run()
    assert rows() == before
