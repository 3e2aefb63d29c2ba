"""What migrations made of the models does not disappear unseen: constraints, unique rules, columns, foreign keys."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from beneficiaries.models import Diagnosis, Training
from programs.models import FundingLine
from reintegration.ground import constraints, protections
from reintegration.ground.audit.apps import protections_are_in_place
from tests.holders import lift


def test_migrated_database_holds_everything_the_models_say(committed_database):
    assert constraints.missing(connection) == []


@pytest.mark.parametrize(
    "name",
    [
        "line_balances_not_negative",
        "line_within_allocated",
        "tranche_numbered",
        "user_is_never_superuser",
        "application_one_funded_per_person",
        "duty_one_per_user",
    ],
)
def test_dropped_constraint_is_named(committed_database, name):
    lift({name})
    assert protections.missing(connection) == [name]
    assert [name in error.msg for error in protections_are_in_place(None, ["default"])] == [True]
    with pytest.raises(CommandError, match=name):
        call_command("verify_audit")


def test_constraint_of_another_wording_is_named(committed_database, monkeypatch):
    """The database holds the same name over another condition than the model says."""
    strict = models.CheckConstraint(condition=models.Q(allocated__gt=0), name="line_within_allocated")
    others = [c for c in FundingLine._meta.constraints if c.name != strict.name]
    monkeypatch.setattr(FundingLine._meta, "constraints", [*others, strict])
    assert constraints.missing(connection) == ["line_within_allocated"]


def test_weakened_partial_unique_index_is_named(committed_database):
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX episode_one_open")
        cursor.execute(
            "CREATE UNIQUE INDEX episode_one_open ON beneficiaries_episode (beneficiary_id)"
            " WHERE closed_on IS NULL AND exit = 'never'"
        )
    assert constraints.missing(connection) == ["episode_one_open"]


def test_column_without_its_unique_rule_is_named(committed_database):
    lift({"programs_program.slug"})
    found = constraints.missing(connection)
    assert len(found) == 1 and re.match(r"programs_program(\.slug|_slug_\w*)$", found[0])


def test_column_that_became_optional_is_named(committed_database):
    optional = models.PositiveSmallIntegerField(null=True)
    optional.set_attributes_from_name("number")
    with connection.schema_editor() as editor:
        editor.alter_field(Diagnosis, Diagnosis._meta.get_field("number"), optional, strict=True)
    assert constraints.missing(connection) == ["beneficiaries_diagnosis.number"]


def test_foreign_key_that_is_gone_is_named(committed_database):
    loose = models.BigIntegerField(db_column="beneficiary_id")
    loose.set_attributes_from_name("beneficiary")
    with connection.schema_editor() as editor:
        editor.alter_field(Training, Training._meta.get_field("beneficiary"), loose, strict=True)
    assert "beneficiaries_training.beneficiary_id" in constraints.missing(connection)


def test_asking_leaves_nothing_behind(committed_database):
    before = set(connection.introspection.table_names())
    constraints.missing(connection)
    assert set(connection.introspection.table_names()) == before


def test_commas_and_brackets_in_quotes_split_nothing():
    statement = """CREATE TABLE "t" ("a" text NOT NULL, CONSTRAINT "c" CHECK ("a" IN ('x, (y', 'it''s')))"""
    assert constraints.parts(statement) == [
        ("t", "t.a", '"a" text NOT NULL'),
        ("t", "c", """CONSTRAINT "c" CHECK ("a" IN ('x, (y', 'it''s'))"""),
    ]
