"""The pages of episodes, interventions, life projects and visits."""

from datetime import date

import pytest
from django.urls import reverse

from beneficiaries.models import Diagnosis, Episode, FollowUpVisit, Intervention, LifeProject, ProjectItem
from beneficiaries.services import projects, visits
from reintegration.ground.audit import trail
from reintegration.ground.reference.models import Axis, Sector
from tests import pages
from tests.factories import (
    make_intervention,
    make_person,
    make_project,
    make_province,
    open_episode,
    reread,
)
from tests.queries import count_queries

pytestmark = pytest.mark.django_db


def add(model):
    return reverse(f"admin:beneficiaries_{model._meta.model_name}_add")


def change(record):
    return reverse(f"admin:beneficiaries_{record._meta.model_name}_change", args=[record.pk])


def listing(model):
    return reverse(f"admin:beneficiaries_{model._meta.model_name}_changelist")


def test_souad_closes_an_episode_with_its_exit_and_opens_another(office, souad):
    person = make_person(by=souad)
    episode = open_episode(person)

    pages.send(office, change(episode), closed_on="2026-06-01", exit=Episode.Exit.EMPLOYED)
    response = pages.send(office, f"{add(Episode)}?beneficiary={person.pk}", intake="self", opened_on="2026-07-01")

    assert response.status_code == 302, pages.errors_of(response)
    assert reread(episode).exit == Episode.Exit.EMPLOYED
    assert trail.entries_of(episode)[0].action == "close"
    assert (open_episode(person).worker, open_episode(person).intake) == (souad, "self")


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"closed_on": "2026-06-01"}, "a date and an exit"),
        ({"closed_on": "2026-01-01", "exit": "moved"}, "before the beginning"),
        ({"closed_on": "2200-01-01", "exit": "moved"}, "still to come"),
    ],
)
def test_souad_closes_an_episode_wrongly_and_is_told(office, souad, answers, message):
    episode = open_episode(make_person(by=souad))

    response = pages.send(office, change(episode), **answers)

    assert message in " ".join(pages.errors_of(response))
    assert reread(episode).is_open


def test_a_closed_episode_does_not_open_again(office, souad):
    episode = open_episode(make_person(by=souad))
    pages.send(office, change(episode), closed_on="2026-06-01", exit=Episode.Exit.EMPLOYED)

    response = pages.send(office, change(episode), closed_on="", exit="")

    assert "stays closed" in " ".join(pages.errors_of(response))


def test_souad_opens_a_second_episode_and_is_refused(office, souad):
    person = make_person(by=souad)

    response = pages.send(office, f"{add(Episode)}?beneficiary={person.pk}")

    assert "open episode already" in " ".join(pages.errors_of(response))


def test_souad_adds_a_diagnosis_and_it_is_numbered(office, souad):
    episode = open_episode(make_person(by=souad))

    for _time in (1, 2):
        number = episode.diagnoses.count()
        row = f"diagnoses-{number}"
        sent = {f"{row}-skills": "Couture", f"{row}-done_on": "2026-03-05", f"{row}-place": "centre"}
        response = pages.send(office, change(episode), **sent, **{"diagnoses-TOTAL_FORMS": number + 1})
        assert response.status_code == 302, pages.errors_of(response)

    assert [(d.number, d.done_by) for d in Diagnosis.objects.all()] == [(2, souad), (1, souad)]


def test_souad_records_a_session_with_two_people(office, souad):
    first, second = make_person(by=souad), make_person(by=souad)

    response = pages.send(
        office,
        add(Intervention),
        axis=Axis.objects.first().pk,
        held_on="2026-03-05",
        subject="Séance",
        **{
            "attendances-TOTAL_FORMS": 2,
            "attendances-0-beneficiary": first.pk,
            "attendances-1-beneficiary": second.pk,
        },
    )

    assert response.status_code == 302, pages.errors_of(response)
    session = Intervention.objects.get()
    assert (session.centre, session.done_by) == (first.centre, souad)
    assert set(session.people.all()) == {first, second}


def test_souad_takes_back_an_attendance(office, souad):
    people = [make_person(by=souad), make_person(by=souad)]
    session = make_intervention(people=people, by=souad)

    response = pages.send(office, change(session), **{"attendances-0-DELETE": "on"})

    assert response.status_code == 302, pages.errors_of(response)
    assert session.attendances.count() == 1


def test_souad_drafts_a_project_with_two_items(office, souad):
    episode = open_episode(make_person(by=souad))

    response = pages.send(
        office,
        f"{add(LifeProject)}?episode={episode.pk}",
        title_ar="ورشة خياطة",
        sector=Sector.objects.first().pk,
        province=make_province().pk,
        own_contribution="1 500,00",
        **{
            "items-0-name_ar": "آلة خياطة",
            "items-0-quantity": "2",
            "items-0-unit_price": "6 000,00",
            "items-1-name_ar": "أثواب",
            "items-1-unit_price": "3000",
        },
    )

    assert response.status_code == 302, pages.errors_of(response)
    project = LifeProject.objects.get()
    assert (project.episode, project.cost, project.requested) == (episode, 15000, 13500)
    assert "13 500,00" in office.get(change(project)).content.decode().replace("\xa0", " ")


def test_souad_removes_an_item(office, souad):
    project = make_project(by=souad)

    response = pages.send(office, change(project), **{"items-0-DELETE": "on"})

    assert response.status_code == 302, pages.errors_of(response)
    assert project.cost == 3000


def test_a_stale_row_of_a_form_is_refused(office, souad):
    project = make_project(by=souad)
    data = pages.record_form(office.get(change(project))).sent(**{"items-0-unit_price": "1"})
    item = ProjectItem.objects.order_by("id")[0]
    item.unit_price = 7000
    projects.save_item(item=item, by=souad)

    response = office.post(change(project), data)

    assert "Souad" in " ".join(pages.errors_of(response))
    assert reread(item).unit_price == 7000


def test_souad_deletes_a_draft_and_its_items(office, souad):
    project = make_project(by=souad)

    response = pages.send(office, reverse("admin:beneficiaries_lifeproject_delete", args=[project.pk]))

    assert response.status_code == 302
    assert not LifeProject.objects.exists()
    assert trail.entries_of(ProjectItem).filter(action="delete").count() == 2


def test_a_followed_up_project_stays_and_says_why(office, souad):
    project = make_project(by=souad)
    address = reverse("admin:beneficiaries_lifeproject_delete", args=[project.pk])
    data = pages.record_form(office.get(address)).sent()
    visits.plan(project=project, handed_on=date(2026, 4, 1), by=souad)

    response = office.post(address, data, follow=True)

    assert response.status_code == 200
    assert LifeProject.objects.exists()


def test_souad_records_a_visit(office, souad):
    visits.plan(project=make_project(by=souad), handed_on=date(2026, 4, 1), by=souad)
    visit = FollowUpVisit.objects.first()

    response = pages.send(
        office, change(visit), done_on="2026-05-02", is_alive="True", monthly_income="2 500", jobs="1"
    )

    assert response.status_code == 302, pages.errors_of(response)
    done = reread(visit)
    assert (done.is_alive, done.monthly_income, done.done_by) == (True, 2500, souad)


def test_a_visit_without_its_finding_is_refused(office, souad):
    visits.plan(project=make_project(by=souad), handed_on=date(2026, 4, 1), by=souad)
    visit = FollowUpVisit.objects.first()

    response = pages.send(office, change(visit), done_on="2026-05-02", is_alive=None)

    assert "is_alive" in response.context["adminform"].form.errors
    assert reread(visit).done_on is None


@pytest.mark.parametrize(
    ("query", "count"), [("state=due", 1), ("state=planned", 3), ("state=done", 0), ("is_alive__exact=1", 0)]
)
def test_visits_are_narrowed_by_state(office, souad, query, count, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: date(2026, 5, 20))
    visits.plan(project=make_project(by=souad), handed_on=date(2026, 4, 1), by=souad)

    assert len(office.get(f"{listing(FollowUpVisit)}?{query}").context["cl"].result_list) == count


@pytest.mark.parametrize("model", [Episode, Intervention, LifeProject, FollowUpVisit])
def test_lists_ask_as_often_at_25_rows_as_at_5(office, souad, model):
    counts = []
    for number in (5, 20):
        for _row in range(number):
            project = make_project(by=souad)
            visits.plan(project=project, handed_on=date(2026, 4, 1), by=souad)
            make_intervention(people=[project.beneficiary], by=souad)
        counts.append(count_queries(office, listing(model)))
    assert counts[0] == counts[1]


def test_change_pages_ask_as_often_at_25_rows_as_at_5(office, souad):
    counts = []
    for number in (5, 25):
        people = [make_person(by=souad) for _row in range(number)]
        session = make_intervention(people=people, by=souad)
        items = [{"name_ar": "آلة", "unit_price": 10}] * number
        project = make_project(by=souad, person=people[0], items=items)
        counts.append((count_queries(office, change(session)), count_queries(office, change(project))))
    assert counts[0] == counts[1]
