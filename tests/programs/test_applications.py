"""A coordinator submits: what must be there, what is copied, and what later changes do not touch."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from beneficiaries.models import Consent
from beneficiaries.services import episodes, people, projects
from programs.models import Application, Duty
from programs.services import applications
from reintegration.ground import records
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.money import LARGEST
from tests.factories import (
    make_coordinator,
    make_person,
    make_posting,
    make_project,
    make_province,
    make_user,
    open_episode,
    reread,
)
from tests.programs.factories import bring_to, make_application, make_program

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(souad):
    return make_project(by=souad)


@pytest.fixture
def program():
    return make_program()


def test_coordinator_submits_and_the_facts_of_the_day_are_copied(souad, program):
    person = make_person(by=souad, birth_date=date(1990, 5, 1), birth_year=1990, cin="M123456")
    project = make_project(person=person, by=souad)
    file = reread(applications.submit(project=project, program=program, by=souad))
    assert file.status == "submitted" and file.submitted_by == souad
    assert (file.centre, file.province, file.sex) == (person.centre, make_province("El Jadida"), "F")
    assert file.region == file.province.region
    assert file.age == person.age_on(timezone.localdate())
    assert (file.person_id, file.cin_key) == (person.pk, person.cin_key) and person.cin_key
    assert (file.title_ar, file.sector, file.amount_requested) == (project.title_ar, project.sector, 15000)
    assert [(i.name_fr, i.quantity, i.unit_price) for i in file.items.all()] == [
        ("Machine à coudre", 2, 6000),
        ("Tissus", 1, 3000),
    ]
    assert file.submission_duty.kind == Duty.Kind.SUBMIT and file.submission_duty.user == souad


def test_later_changes_of_person_and_project_leave_the_copies(souad, project, program):
    file = applications.submit(project=project, program=program, by=souad)
    person = project.beneficiary
    people.move(beneficiary=person, province=make_province("Safi"), on=timezone.localdate(), by=souad)
    person.sex = "M"
    people.save(person=person, by=souad)
    item = project.items.first()
    item.unit_price = 9999
    projects.save_item(item=item, by=souad)
    file = reread(file)
    assert (file.sex, file.province, file.amount_requested) == ("F", make_province("El Jadida"), 15000)
    assert file.items.first().unit_price == 6000


def test_coordinator_completes_a_returned_file_and_the_copies_are_made_anew(souad):
    file = make_application(status="returned", by=souad)
    projects.save_item(item=_dearer(file.project), by=souad)
    file = applications.resubmit(application=file, by=souad)
    assert (file.status, file.amount_requested) == ("submitted", 17000)
    assert sum(item.total for item in file.items.all()) == 17000


def _dearer(project):
    item = project.items.first()
    item.unit_price += 1000
    return item


def test_colleague_completes_a_returned_file_and_holds_a_duty_too(souad):
    file = make_application(status="returned", by=souad)
    colleague = make_user("social_worker", file.centre)
    applications.resubmit(application=file, by=colleague)
    assert set(file.duties.values_list("user", "kind")) == {(souad.pk, "submit"), (colleague.pk, "submit")}
    assert reread(file).submission_duty.user == colleague


def test_coordinator_submits_the_same_project_twice_and_is_refused(souad, project, program):
    applications.submit(project=project, program=program, by=souad)
    with pytest.raises(Refused, match="already"):
        applications.submit(project=project, program=program, by=souad)


def test_coordinator_submits_again_after_withdrawing(souad, project, program):
    first = applications.submit(project=project, program=program, by=souad)
    bring_to("withdrawn", first, by=souad)
    assert applications.submit(project=project, program=program, by=souad).pk != first.pk


def test_coordinator_of_another_centre_is_refused(project, program):
    with pytest.raises(Refused, match="not in your charge"):
        applications.submit(project=project, program=program, by=make_coordinator())


def test_officer_has_no_right_to_submit(project, program):
    with pytest.raises(Refused, match="role"):
        applications.submit(project=project, program=program, by=make_user("programme_officer"))


@pytest.mark.parametrize(("opens", "closes"), [(-30, -1), (1, 30)])
def test_program_takes_applications_in_its_time_only(souad, project, opens, closes):
    today = timezone.localdate()
    program = make_program(opens_on=today + timedelta(days=opens), closes_on=today + timedelta(days=closes))
    with pytest.raises(Refused, match="does not take applications"):
        applications.submit(project=project, program=program, by=souad)


def test_coordinator_enters_on_monday_what_was_handed_in_before_the_program_closed(souad, project):
    today = timezone.localdate()
    friday = today - timedelta(days=3)
    program = make_program(opens_on=today - timedelta(days=30), closes_on=friday)
    file = applications.submit(project=project, program=program, by=souad, on=friday)
    assert reread(file).submitted_on == friday


def test_submission_on_a_day_to_come_is_refused(souad, project, program):
    with pytest.raises(Refused, match="still to come"):
        applications.submit(project=project, program=program, by=souad, on=timezone.localdate() + timedelta(days=1))


def test_returned_file_comes_back_after_the_program_has_closed(souad):
    program = make_program()
    file = make_application(status="returned", by=souad, program=program)
    program.closes_on = timezone.localdate() - timedelta(days=1)
    records.store(program, by=None)
    assert applications.resubmit(application=reread(file), by=souad).status == "submitted"


def test_project_without_items_is_refused(souad, program):
    with pytest.raises(Refused, match="no item"):
        applications.submit(project=make_project(by=souad, items=()), program=program, by=souad)


def test_project_paid_by_its_bearer_is_refused(souad, program):
    project = make_project(by=souad, own_contribution=15000)
    with pytest.raises(Refused, match="asks for nothing"):
        applications.submit(project=project, program=program, by=souad)


def test_project_without_consent_is_refused(souad, project, program):
    consent = Consent.objects.get(beneficiary=project.beneficiary)
    consent.withdrawn_on = timezone.localdate()
    records.store(consent, by=souad)
    with pytest.raises(Refused, match="consent"):
        applications.submit(project=project, program=program, by=souad)


def test_project_of_a_closed_episode_is_refused(souad, project, program):
    episode = open_episode(project.beneficiary)
    episodes.close(episode=episode, by=souad, closed_on=timezone.localdate(), exit="moved")
    with pytest.raises(Refused, match="closed"):
        applications.submit(project=reread(project), program=program, by=souad)


def test_person_without_residence_is_refused(souad, project, program):
    project.beneficiary.residences.all().delete()
    with pytest.raises(Refused, match="lives"):
        applications.submit(project=project, program=program, by=souad)


def test_refused_submission_leaves_nothing(souad, program):
    with pytest.raises(Refused):
        applications.submit(project=make_project(by=souad, items=()), program=program, by=souad)
    assert not Application.objects.exists() and not Duty.objects.exists()


def test_file_is_returned_with_a_reason_only():
    file = make_application()
    with pytest.raises(Refused, match="reason"):
        applications.send_back(application=file, by=make_user("programme_officer"), reason="  ")


def test_officer_who_submitted_as_coordinator_cannot_check():
    file = make_application()
    both = _also_officer(file.submitted_by)
    with pytest.raises(Refused, match="you submitted this file"):
        applications.check(application=file, by=both)


def _also_officer(user):
    make_posting(user=user, role="programme_officer", starts_on=date(2019, 1, 1))
    return reread(user)


def test_project_beyond_what_an_amount_can_hold_is_refused(souad, program):
    items = [{"name_ar": "آلة", "name_fr": "Machine", "quantity": 30_000, "unit_price": LARGEST}]
    with pytest.raises(Refused, match="at most 999999999.99"):
        applications.submit(project=make_project(by=souad, items=items), program=program, by=souad)


def test_trail_of_an_application_seals_the_key_of_the_card(souad, program):
    project = make_project(person=make_person(by=souad, cin="M123456"), by=souad)
    file = applications.submit(project=project, program=program, by=souad)
    assert file.cin_key and file.cin_key not in str([entry.changes for entry in trail.entries_of(file)])
