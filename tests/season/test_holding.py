"""The eyes of the season's test: each rule notices when it is broken, in pictures of a season that is whole."""

from copy import deepcopy
from dataclasses import replace

import pytest

from beneficiaries.models import Episode
from disbursements.models import Certificate, Disbursement, PurchaseOrder
from programs.models import Agreement, Allocation, Application, Decision, Duty, FundingLine, Tranche
from reintegration.ground.audit import trail
from reintegration.ground.audit.models import StatusChange
from reintegration.ground.errors import Refused
from tests.season import holding
from tests.season.cast import begin
from tests.season.picking import VERBS
from tests.season.test_life import run

pytestmark = pytest.mark.django_db
MUCH = 10**9
BROKEN = [
    (FundingLine, {"reserved": MUCH}, "gives"),
    (FundingLine, {"allocated": MUCH}, "hold more than it"),
    (FundingLine, {"committed": MUCH}, "has spent"),
    (Tranche, {"amount": MUCH}, "are more than it"),
    (Agreement, {"amount": 1}, "are more than it"),
    (Allocation, {"amount": 1}, "not the sum"),
    (Application, {"amount_approved": 1}, "approved for 1"),
    (Application, {"is_imported": True}, "of a past season"),
    (Application, {"person_id": 1, "status": "approved"}, "is funded"),
    (Application, {"status": "submitted"}, "its history says"),
    (Disbursement, {"amount": MUCH}, "on its way"),
    (Certificate, {"number": "ATT-2026-00099"}, "has the numbers"),
    (PurchaseOrder, {"status": "lost"}, "its history says"),
    (StatusChange, {"to_status": "lost"}, "jumped"),
    (StatusChange, {"verb": "lost"}, "does not have"),
    (Episode, {"closed_on": None, "beneficiary_id": 1}, "open episodes"),
]
"""What every row of a model is changed to, and the words that say so."""


def test_each_rule_sees_when_it_is_broken():
    begin()
    whole = holding.picture()
    assert holding.faults(whole) == []
    assert [case for case in BROKEN if not any(case[2] in fault for fault in faults_with(whole, *case[:2]))] == []
    for of_submitter in ({"user_id"}, {"on_behalf_of_id"}):
        assert any("took" in fault for fault in faults_of_two_duties(whole, of_submitter))


def faults_with(whole, model, changes):
    now = deepcopy(whole)
    for row in now[model].values():
        row.update(changes)
    return holding.faults(now)


def faults_of_two_duties(whole, columns):
    """The submitter of a file, or for whom they acted, is made its approver."""
    now = deepcopy(whole)
    decision = next(row for row in now[Decision].values() if row["outcome"] == "approve")
    duties = [row for row in now[Duty].values() if row["application_id"] == decision["application_id"]]
    submission = next(row for row in duties if row["kind"] == "submit")
    submission.update(dict.fromkeys(columns, decision["by_id"]))
    return holding.faults(now)


def test_control_verb_that_refuses_half_done_is_found(monkeypatch):
    def half_done(*, application, by, **_arguments):
        trail.record(action="check", subject=application, by=by)
        raise Refused("no")

    begin()
    monkeypatch.setitem(VERBS, "check", replace(VERBS["check"], service=half_done))
    with pytest.raises(AssertionError, match="something changed"):
        run(5, derandomize=True)
