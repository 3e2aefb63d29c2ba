"""Every cell of the button matrix: what the tables allow succeeds, everything else changes nothing.

Steps with a button are pressed at their address. The others follow from steps of other records: their address must
not exist, and their service is called as those steps call it; whose centre it is was asked by the step before.
"""

import uuid
from collections import Counter

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from reintegration.ground import protections
from reintegration.ground.access.backend import PostingBackend
from reintegration.ground.access.scope import CENTRE_ROLES, Scope
from reintegration.ground.admin import ScopedModelAdmin
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.workflow import WORKFLOWS, Workflow
from reintegration.office.processes import buttons_of, roles_for
from tests.access import cells
from tests.access.cells import Stage, arguments, kinds_of, posted, steps_for, steps_of
from tests.access.changes import Writes, digest, quiet, undone
from tests.factories import make_centre, make_user, reread
from tests.signing import Client

ELSEWHERE = "coordinator of another centre"
REFUSALS = (200, 400, 403, 404)

pytestmark = pytest.mark.django_db


class Matrix:
    """One table, tried cell by cell; `findings` says where it did not hold."""

    def __init__(self, label):
        self.flow, self.stage = WORKFLOWS[label], Stage()
        self.steps, self.buttons = steps_of(self.flow), buttons_of(self.flow)
        self.counts, self.taken, self.findings = Counter(), set(), []
        self.people = {role: self._person(role, self.stage.centre) for role in roles()}
        self.people[ELSEWHERE] = self._person("coordinator", make_centre())

    @staticmethod
    def _person(role, centre):
        user, client = make_user(role, centre if role in CENTRE_ROLES else None), Client()
        client.force_login(user)
        return user, client

    def walk(self, statuses=None, steps=None):
        with quiet():
            self._walk(statuses, steps)
        return self.findings

    def _walk(self, statuses, steps):
        for status in statuses or sorted({t.target for t in self.flow.transitions}):
            for of in kinds_of(self.flow):
                with undone():
                    record = self.stage.record(self.flow, status, of)
                    for name in steps or steps_for(self.flow, of) if record else ():
                        self._column(status, name, record)

    def _column(self, status, name, record):
        transition, step = self.flow[name], self.steps[name]
        with undone():
            if status in transition.sources:
                step.before(self.stage, record)
            record = reread(record)
            given = arguments(transition, step, self.stage, record)
            before = digest()
            for who, (user, client) in self.people.items():
                with undone():
                    self._cell(transition, record, who, user, client, given, before)

    def _cell(self, transition, record, who, user, client, given, before):
        role = "coordinator" if who == ELSEWHERE else who
        is_legal = record.status in transition.sources and role in roles_for(transition.permission)
        is_button = transition.name in self.buttons
        if not is_button:
            self._closed_address(transition, record, who, client, given, before)
        elif who == ELSEWHERE:
            is_legal = False
        writes = Writes()
        with connection.execute_wrapper(writes):
            answer = (
                self._press(transition, record, client, given)
                if is_button
                else self._call(transition, record, user, given)
            )
        cell = f"{record.status} × {who} × {transition.name}"
        self.counts["legal" if is_legal else "illegal"] += 1
        if is_legal:
            self._must_be_done(cell, transition, record, user, answer)
        elif answer not in REFUSALS or (writes.seen and digest() != before):
            self.findings.append(f"{cell}: answered {answer}, or changed something")

    def _press(self, transition, record, client, given):
        url = self._url(transition, record)
        keys = {"version": record.version, "idempotency_key": str(uuid.uuid4())}
        return client.post(url, {**posted(given), **keys}).status_code if url else 404

    def _url(self, transition, record):
        page = admin.site._registry.get(self.flow.model)
        if page is None or page.workflow is not self.flow:
            return None
        name = self.flow.model_label.replace(".", "_")
        return reverse(f"admin:{name}_verb", args=[record.pk, transition.name])

    def _call(self, transition, record, user, given):
        try:
            with transaction.atomic():
                self.flow.run(transition.name, reread(record), by=reread(user), **given)
        except (Refused, IntegrityError):
            return 403
        return 302

    def _closed_address(self, transition, record, who, client, given, before):
        writes = Writes()
        with connection.execute_wrapper(writes):
            status = self._press(transition, record, client, given)
        if status not in (403, 404) or (writes.seen and digest() != before):
            self.findings.append(f"{record.status} × {who} × {transition.name}: its address answered {status}")

    def _must_be_done(self, cell, transition, record, user, answer):
        newest, status = trail.status_changes_of(record).first(), reread(record).status
        done = newest and (newest.verb, newest.by, newest.to_status) == (transition.name, user, transition.target)
        if answer != 302 or status != transition.target or not done:
            self.findings.append(f"{cell}: answered {answer}, status {status}")
        else:
            self.taken.add(transition.name)


def roles():
    return [role.value for role in apps.get_model("access.Posting").Role]


@pytest.mark.parametrize("label", sorted(WORKFLOWS))
def test_every_cell_of_the_matrix_does_what_the_table_says(label):
    matrix = Matrix(label)

    findings = matrix.walk()

    print(f"{label}: {matrix.counts['legal']} legal cells, {matrix.counts['illegal']} others")
    assert "\n".join(findings) == ""
    assert matrix.taken == set(matrix.steps)


# --- the matrix goes red when one rule is lifted


def test_control_an_engine_that_checks_nothing_is_seen(monkeypatch):
    matrix = Matrix("programs.application")
    monkeypatch.setattr(Workflow, "_check", lambda *args: None)
    assert matrix.walk(["rejected"]) == [], "the history of statuses holds by itself"

    protections.lift(connection)

    assert any("rejected × programme_officer × check" in finding for finding in matrix.walk(["rejected"], ["check"]))


def test_control_a_role_that_may_everything_is_seen(monkeypatch):
    matrix = Matrix("programs.application")
    monkeypatch.setattr(PostingBackend, "has_perm", lambda *args, **kwargs: True)

    assert any("submitted × auditor × check" in finding for finding in matrix.walk(["submitted"], ["check"]))


def test_control_a_coordinator_who_sees_every_centre_is_seen(monkeypatch):
    matrix = Matrix("programs.application")
    monkeypatch.setattr(Scope, "reaches", lambda *args: True)
    monkeypatch.setattr(ScopedModelAdmin, "get_queryset", admin.ModelAdmin.get_queryset)

    assert any(f"submitted × {ELSEWHERE} × withdraw" in found for found in matrix.walk(["submitted"], ["withdraw"]))


def test_control_a_refusal_that_writes_is_seen(monkeypatch):
    matrix = Matrix("programs.application")
    check = Workflow._check

    def noted(flow, transition, records, user):
        for record in records:
            type(record)._base_manager.filter(pk=record.pk).update(version=record.version)
            type(record)._base_manager.filter(pk=record.pk).update(version=record.version + 1)
        check(flow, transition, records, user)

    monkeypatch.setattr(Workflow, "_check", noted)

    assert any("rejected × programme_officer × check" in finding for finding in matrix.walk(["rejected"], ["check"]))


def test_control_a_step_without_its_input_is_named(monkeypatch):
    monkeypatch.setitem(cells.STEPS, "programs.application", {})

    with pytest.raises(AssertionError, match="say in STEPS what programs.application needs for: resubmit, check"):
        Matrix("programs.application")
