"""A draft is its writer's alone, small, and gone when its form is saved, its week is over or its person anonymised."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from beneficiaries.models import Beneficiary, LifeProject
from beneficiaries.services import anonymising, episodes
from reintegration.ground.access.leaving import held_by
from reintegration.ground.drafts import handing_over, keeping
from reintegration.ground.drafts.models import KEPT_FOR, Draft
from reintegration.ground.errors import Refused
from reintegration.ground.jobs.working import keep_house
from tests.factories import OPENED_ON, make_person, make_project, make_user

pytestmark = pytest.mark.django_db


def typed(**fields):
    return {"fields": {name: [value] for name, value in fields.items()}, "words": {}}


def test_a_draft_is_given_back_to_its_writer_alone_and_lies_sealed(souad):
    draft = keeping.keep(user=souad, form="intake", content=typed(cin="BK100200"), version=None)

    assert keeping.content_of(keeping.of(user=souad, form="intake"))["fields"] == {"cin": ["BK100200"]}
    assert keeping.of(user=make_user("coordinator", centre=None), form="intake") is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM drafts_draft WHERE id = %s", [draft.pk])
        assert "BK100200" not in cursor.fetchone()[0]


def test_a_copy_kept_offline_leaves_what_it_does_not_hold_as_it_was(souad):
    keeping.keep(user=souad, form="intake", content=typed(cin="BK100200", phone="06"))
    keeping.keep(user=souad, form="intake", content=typed(phone="0611"), is_partial=True)

    assert keeping.content_of(keeping.of(user=souad, form="intake"))["fields"] == {
        "cin": ["BK100200"],
        "phone": ["0611"],
    }


def test_a_draft_beyond_its_size_is_refused_and_the_oldest_makes_room(souad, monkeypatch):
    with pytest.raises(Refused):
        keeping.keep(user=souad, form="intake", content=typed(note="ن" * keeping.LARGEST))
    monkeypatch.setattr(keeping, "MOST", 2)
    for number in range(3):
        keeping.keep(user=souad, form=f"a.b:{number}", content=typed())

    assert set(Draft.objects.values_list("form", flat=True)) == {"a.b:1", "a.b:2"}


def test_the_worker_forgets_a_draft_after_its_days_and_no_sooner(souad):
    for form, age in (("old", KEPT_FOR), ("young", KEPT_FOR - timedelta(minutes=1))):
        keeping.keep(user=souad, form=form, content=typed())
        Draft.objects.filter(form=form).update(saved_at=timezone.now() - age)

    assert keeping.of(user=souad, form="old") is None
    keep_house("a worker")
    assert [draft.form for draft in Draft.objects.all()] == ["young"]


def test_the_drafts_of_who_leaves_go(souad):
    keeping.keep(user=souad, form="intake", content=typed())
    assert ("drafts", 1) in {(str(held.label), held.count) for held in held_by(souad)}

    handing_over.hand_over(user=souad, to={}, by=souad, on=OPENED_ON)

    assert not Draft.objects.exists()


def test_the_drafts_about_a_person_go_with_the_name(souad):
    person, other = make_person(by=souad), make_person(by=souad, cin="", phone="0612345678")
    project = make_project(person=person, by=souad)
    mine = {
        keeping.form_of(Beneficiary, person.pk): typed(phone="06"),
        keeping.form_of(LifeProject, project.pk): typed(market="m"),
        "beneficiaries.lifeproject:new": typed(episode=str(project.episode_id)),
        "beneficiaries.intervention:new": typed(**{"attendances-0-beneficiary": str(person.pk)}),
    }
    kept = {keeping.form_of(Beneficiary, other.pk): typed(), "beneficiaries.episode:new": typed(beneficiary="999")}
    for form, content in {**mine, **kept}.items():
        keeping.keep(user=souad, form=form, content=content)
    episodes.close(episode=project.episode, exit="moved", closed_on=timezone.localdate(), by=souad)

    anonymising.anonymise(beneficiary=person, by=make_user("programme_officer"), reason="law 09-08")

    assert set(Draft.objects.values_list("form", flat=True)) == set(kept)
