"""The life of a season: any verb, by anybody, in any order; what must hold holds after each, or nothing changed."""

from collections import Counter
from random import Random

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from reintegration.ground.access.models import User
from reintegration.ground.audit import sealing, verifying
from reintegration.ground.audit.models import StatusChange
from reintegration.ground.errors import Refused
from reintegration.ground.workflow import WORKFLOWS
from tests.season import file_verbs, handing_verbs, holding, money_verbs, person_verbs
from tests.season.cast import begin
from tests.season.picking import VERBS, Pick, ready, subject

pytestmark = pytest.mark.django_db
MODULES = (person_verbs, file_verbs, money_verbs, handing_verbs)
DONE, REFUSED, HELD = "done", "refused by a service", "refused by the database"
OUTCOMES = (DONE, REFUSED, HELD)
STEPS, FEW, FULL = 60, 11, 120


class Life(RuleBasedStateMachine):
    """One example is one course of the season, told in a savepoint that is rolled back at its end."""

    counted, seen = Counter(), set()

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.atomic()
        # Its verbs are the transactions: locks end with them.
        self.savepoint._from_testcase = True
        self.savepoint.__enter__()
        self.users = list(User.objects.order_by("pk"))
        self.now, self.steps, self.told = holding.picture(), 0, Counter()

    @initialize(course=st.integers(0, 2**64))
    def begin(self, course):
        self.course = course

    @rule(seed=st.integers(0, 2**32), is_willing=st.sampled_from([True, True, True, False]))
    def step(self, seed, is_willing):
        self.steps += 1
        # Small and repeated numbers are what hypothesis likes best: together they still differ.
        pick = Pick(Random(f"{self.course} {self.steps} {seed}"), self.users, is_willing)
        possible = ready(self.now, is_willing)
        # Of two verbs the one that this course has seen less often.
        name = min(pick.one(possible), pick.one(possible), key=self.told.__getitem__)
        verb = VERBS[name]
        arguments = verb.arguments(pick, subject(pick, verb))
        if arguments is None:
            return
        by = pick.user(verb.permission, arguments)
        note(f"{name} by user {by.pk}: {shown(arguments)}")
        outcome = self.take(verb, arguments, by)
        note(outcome)
        self.counted[name, outcome] += 1
        self.told[name] += outcome == DONE
        self.compare(outcome)

    def take(self, verb, arguments, by):
        try:
            verb.service(**arguments, by=by)
        except Refused as refusal:
            note(refusal.text)
            return REFUSED
        except IntegrityError as error:
            note(str(error))
            return HELD
        return DONE

    def compare(self, outcome):
        after = holding.picture(self.now)
        if outcome == DONE:
            assert holding.faults(after, self.now) == []
        else:
            assert after == self.now, "refused, and yet something changed"
        self.now = after

    def teardown(self):
        try:
            self.seen |= set(StatusChange.objects.values_list("subject_type", "verb"))
            sealing.seal_pending()
            assert verifying.verify() == []
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)


BESIDE = {"beneficiaries.possibleduplicate"}
"""Pairs of files are compared beside a season: tests/beneficiaries/test_duplicates.py."""


def shown(arguments):
    return {name: f"{type(v).__name__} {v.pk}" if isinstance(v, Model) else v for name, v in arguments.items()}


def run(examples, **options):
    """Play courses of the season; returns how often each verb had which outcome."""
    Life.counted, Life.seen = Counter(), set()
    quiet = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "print_blob": False}
    limits = settings(max_examples=examples, stateful_step_count=STEPS, phases=[Phase.generate], **quiet, **options)
    run_state_machine_as_test(Life, settings=limits)
    return Life.counted


def told(counted):
    """The statistics, one verb a line."""
    lines = [f"{name:24}" + "".join(f"{counted[name, outcome]:6}" for outcome in OUTCOMES) for name in VERBS]
    return "\n".join([f"{'':24}  done  refused by service, by database", *lines])


def test_season_lives_any_life_and_what_must_hold_holds(request):
    begin()
    is_full = request.config.getoption("--full")
    counted = run(FULL if is_full else FEW, derandomize=not is_full)
    print(told(counted))
    done = sum(counted[name, DONE] for name in VERBS)
    assert 0.3 < done / counted.total() < 0.9, told(counted)
    assert [name for name in VERBS if not counted[name, DONE]] == []
    machines = {label.lower(): workflow for label, workflow in WORKFLOWS.items() if label.lower() not in BESIDE}
    steps = {(label, t.name) for label, workflow in machines.items() for t in workflow.transitions}
    assert steps - Life.seen == set()
