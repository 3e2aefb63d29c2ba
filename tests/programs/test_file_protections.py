"""Applications and the people who act on them, against raw SQL; without its trigger each attack succeeds.

Souad submits, Nadia checks, Driss decides; Karima may act for one of them.
"""

import pytest
from django.utils import timezone

from programs.models import Application, Duty, Score
from programs.services import scores
from reintegration.ground.audit import trail
from reintegration.ground.territory.models import Region
from tests.attacks import refuses, run
from tests.factories import make_person, make_user
from tests.holders import lift
from tests.programs.factories import make_application, make_criterion, make_program
from tests.programs.test_protections import DUTY, Attack

pytestmark = pytest.mark.django_db

DELEGATED = "INSERT INTO programs_duty (application_id, user_id, on_behalf_of_id, kind, at) VALUES (%s, %s, %s, %s, %s)"
MONEY, PERSON = "programs_application_money_on_update", "programs_application_person_stays"
DECIDED, FACTS = "programs_application_decided", "programs_application_facts_stay"
SCORED = (
    "INSERT INTO programs_score (application_id, criterion_id, points, by_id, created_at, updated_at, version)"
    " VALUES (%s, %s, 1, %s, %s, %s, 1)"
)


def change(row, **columns):
    given = ", ".join(f"{name} = %s" for name in columns)
    run(f"UPDATE {row._meta.db_table} SET {given} WHERE id = %s", *columns.values(), row.pk)


def step(file, old, new):
    """Forge the history, so that the status itself may change."""
    trail.status_changed(subject=file, from_status=old, to_status=new, verb="forged", by=None)


class Scene:
    def __init__(self):
        self.nadia, self.karima, self.driss = make_user("programme_officer"), make_user(), make_user("approver")
        self.file = make_application(officer=self.nadia, approver=self.driss, status="approved")
        self.attack = Attack(officer=self.nadia)
        self.criterion = make_criterion(self.attack.file.program)

    def duty(self, file, user, kind, on_behalf_of=None):
        principal = on_behalf_of and on_behalf_of.pk
        run(DELEGATED, file.pk, user.pk, principal, kind, timezone.now())

    def decide(self, by, on_behalf_of=None):
        """A decision of somebody on a checked file, right in all but who takes it."""
        file = self.attack.file
        duty = Duty.objects.create(application=file, user=by, kind="decide", on_behalf_of=on_behalf_of)
        self.attack.allocate(100)
        self.attack.decide(100, duty=duty, by=by)

    def score(self, by):
        return scores.give(application=self.attack.file, criterion=self.criterion, points=1, by=by)


@pytest.fixture
def scene():
    return Scene()


def decider_pays(scene):
    run(DUTY, scene.attack.file.pk, scene.driss.pk, "decide", timezone.now())
    scene.duty(scene.attack.file, scene.karima, "pay", on_behalf_of=scene.driss)


def principal_pays_what_the_delegate_decided(scene):
    scene.duty(scene.attack.file, scene.karima, "decide", on_behalf_of=scene.driss)
    scene.duty(scene.attack.file, scene.driss, "pay")


def two_delegates_of_one_principal(scene):
    scene.duty(scene.attack.file, scene.karima, "decide", on_behalf_of=scene.driss)
    scene.duty(scene.attack.file, make_user(), "pay", on_behalf_of=scene.driss)


def checker_decides(scene):
    scene.decide(scene.nadia)


def delegate_of_the_checker_decides(scene):
    scene.decide(scene.karima, on_behalf_of=scene.nadia)


def scorer_decides(scene):
    hind = make_user("programme_officer")
    scene.score(hind)
    scene.decide(hind)


def scorer_decides_whose_points_were_corrected(scene):
    hind = make_user("programme_officer")
    score = scene.score(hind)
    change(score, by_id=scene.nadia.pk)
    scene.decide(scene.karima, on_behalf_of=hind)


def decider_scores(scene):
    file, now = scene.attack.file, timezone.now()
    run(SCORED, file.pk, scene.criterion.pk, scene.attack.driss.pk, now, now)


def decider_takes_a_score_over(scene):
    change(scene.score(scene.nadia), by_id=scene.attack.driss.pk)


def score_goes_to_another_file(scene):
    change(scene.score(scene.nadia), application_id=scene.file.pk)


def score_is_deleted(scene):
    score = scene.score(scene.nadia)
    run("DELETE FROM programs_score WHERE id = %s", score.pk)


def more_is_approved_than_was_decided(scene):
    change(scene.file, amount_approved=1_500_001)


def file_is_approved_without_a_decision(scene):
    step(scene.attack.file, "checked", "approved")
    values = {"status": "approved", "amount_approved": 100, "decided_at": timezone.now(), "decided_by_id": 1}
    change(scene.attack.file, **{**values, "decided_by_id": scene.driss.pk})


def file_is_rejected_without_a_decision(scene):
    step(scene.attack.file, "checked", "rejected")
    change(scene.attack.file, status="rejected", decided_at=timezone.now(), decided_by_id=scene.driss.pk)


def file_is_decided_in_the_name_of_its_submitter(scene):
    change(scene.file, decided_by_id=scene.file.submitted_by_id)


def funded_file_moves_to_another_region(scene):
    change(scene.file, region_id=Region.objects.exclude(pk=scene.file.region_id).first().pk)


def more_is_asked_for_afterwards(scene):
    change(scene.file, amount_requested=scene.file.amount_requested * 200)


def file_is_renounced_with_money_reserved(scene):
    step(scene.file, "approved", "renounced")
    change(scene.file, status="renounced", amount_approved=0)


def funded_file_becomes_another_persons(scene):
    change(scene.file, person_id=make_person().pk)


def funded_file_gets_another_card(scene):
    change(scene.file, cin_key="0" * 64)


def file_moves_to_another_program(scene):
    change(scene.file, program_id=make_program().pk)


def file_becomes_a_past_one(scene):
    change(scene.file, is_imported=True, submission_duty_id=None)


def file_is_deleted(scene):
    run("DELETE FROM programs_application WHERE id = %s", scene.file.pk)
    # Nothing that points at it may hold it back: that is another protection.
    assert not Application.objects.filter(pk=scene.file.pk).exists()


ATTACKS = [
    (decider_pays, {"programs_duty_apart"}),
    (principal_pays_what_the_delegate_decided, {"programs_duty_apart"}),
    (two_delegates_of_one_principal, {"programs_duty_apart"}),
    (checker_decides, {"programs_decision_apart"}),
    (delegate_of_the_checker_decides, {"programs_decision_apart"}),
    (scorer_decides, {"programs_decision_apart"}),
    (scorer_decides_whose_points_were_corrected, {"programs_decision_apart"}),
    (decider_scores, {"programs_score_apart_on_insert"}),
    (decider_takes_a_score_over, {"programs_score_apart_on_update"}),
    (score_goes_to_another_file, {"programs_score_stays"}),
    (score_is_deleted, {"programs_score_no_delete"}),
    (more_is_approved_than_was_decided, {MONEY}),
    (file_is_approved_without_a_decision, {MONEY, DECIDED}),
    (file_is_rejected_without_a_decision, {DECIDED}),
    (file_is_decided_in_the_name_of_its_submitter, {DECIDED}),
    (funded_file_moves_to_another_region, {FACTS}),
    (more_is_asked_for_afterwards, {FACTS}),
    (file_is_renounced_with_money_reserved, {MONEY}),
    (funded_file_becomes_another_persons, {PERSON}),
    (funded_file_gets_another_card, {PERSON}),
    (file_moves_to_another_program, {"programs_application_stays"}),
    (file_becomes_a_past_one, {"programs_application_stays"}),
    (file_is_deleted, {"programs_application_no_delete"}),
]


@pytest.mark.parametrize(("act", "held_by"), ATTACKS, ids=lambda value: getattr(value, "__name__", ""))
def test_attack_is_refused_and_passes_without_its_trigger(scene, act, held_by):
    assert refuses(lambda: act(scene))
    lift(held_by)
    assert not refuses(lambda: act(scene))


def test_right_acts_by_raw_sql_pass(scene):
    scene.decide(make_user("approver"))
    change(Score.objects.get(pk=scene.score(scene.nadia).pk), points=2)
    change(scene.file, amount_approved=1_500_000)
