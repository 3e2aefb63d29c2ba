"""Today: to each role its own work, each line one press from it, in as many queries whatever waits."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from beneficiaries.services import visits
from disbursements.services import ceremonies
from programs.models import Application
from programs.services import applications
from reintegration.ground.access.scope import CENTRE_ROLES
from reintegration.ground.jobs.queueing import queue
from reintegration.ground.jobs.running import running, take
from reintegration.ground.markup import isolated
from reintegration.ground.waiting import since
from reintegration.office.today import work_for
from reintegration.office.today.centre import ready, released
from reintegration.office.today.items import SHOWN, lateness, verb_url
from reintegration.roles import PERMISSIONS
from tests.disbursements.factories import make_ceremony, make_cheque, make_equipment
from tests.factories import (
    make_centre,
    make_coordinator,
    make_detention,
    make_person,
    make_project,
    make_user,
    open_episode,
)
from tests.office.worlds import Office
from tests.pages import links_of
from tests.programs.factories import make_application, make_line, make_program
from tests.queries import count_queries

WORK = {
    "souad": "at_the_centre",
    "nadia": "to_check",
    "driss": "to_decide",
    "hassan": "to_pay",
    "leila": "to_pay",
    "omar": "to_administer",
}
FEW, MANY = 2, 9


@pytest.mark.django_db
@pytest.mark.parametrize("name", WORK)
def test_today_asks_as_often_for_many_rows_as_for_few(client, name):
    office = Office()
    add = getattr(office, WORK[name])
    client.force_login(getattr(office, name))
    add(FEW)
    few = count_queries(client, "/")
    add(MANY - FEW)
    assert count_queries(client, "/") == few


@pytest.mark.django_db
@pytest.mark.parametrize("name", WORK)
def test_every_link_of_today_opens(client, name):
    office = Office()
    getattr(office, WORK[name])(1)
    client.force_login(getattr(office, name))
    links = {link for link in links_of(client.get("/")) if link.startswith("/")}
    answers = {link: client.get(link, follow=True).status_code for link in links}
    assert {link: status for link, status in answers.items() if status != 200} == {}


@pytest.mark.django_db
def test_number_of_a_centres_figure_is_the_number_of_rows_behind_it(client):
    office = Office()
    office.at_the_centre(2)
    office.to_decide(1)
    client.force_login(office.souad)
    (panel,) = work_for(office.souad, on=timezone.localdate())["figures"]
    behind = {row["label"]: client.get(row["url"]).context["cl"].result_count for row in panel["rows"]}
    assert behind == {row["label"]: row["value"] for row in panel["rows"]}


@pytest.mark.django_db
def test_section_shows_the_oldest_and_leads_to_the_rest():
    office = Office()
    office.to_check(SHOWN + 1)
    (section, *_others) = work_for(office.nadia, on=timezone.localdate())["sections"]
    assert len(section.items) == SHOWN
    assert section.more_url.startswith(reverse("admin:programs_application_changelist"))


@pytest.mark.django_db
def test_amal_finds_nothing_of_another_centre():
    office = Office()
    office.at_the_centre(1)
    amal = make_coordinator(make_centre(provinces=["Marrakech"]))
    today = work_for(amal, on=timezone.localdate())
    assert today["sections"] == []
    assert {row["value"] for panel in today["figures"] for row in panel["rows"]} == {0}


@pytest.mark.django_db
def test_file_leaves_nadias_work_for_drisss_when_it_is_checked():
    nadia, driss = make_user("programme_officer"), make_user("approver")
    application = make_application(status="checked", officer=nadia)
    assert titles(nadia) == []
    assert titles(driss) == [application.beneficiary.name]


def titles(user):
    return [item.title for section in work_for(user, on=timezone.localdate())["sections"] for item in section.items]


@pytest.mark.django_db
def test_souad_is_told_who_can_receive_everything_until_they_stand_on_a_list():
    office = Office()
    signed, unsigned, on_a_list = (office.file("approved") for _file in range(3))
    for application, status in ((signed, "committed"), (unsigned, "prepared"), (on_a_list, "committed")):
        make_cheque(application, "1000", by=office.hassan, account=office.account, status=status)
    make_equipment(unsigned, by=office.hassan, status="received")
    ceremony = make_ceremony(by=office.souad)
    ceremonies.invite(ceremony=ceremony, applications=[on_a_list], by=office.souad)
    (item,) = ready(office.souad, timezone.localdate()).items
    assert (item.title, item.action_url) == (signed.beneficiary.name, verb_url(ceremony, "invite"))


@pytest.mark.django_db
def test_without_a_list_in_preparation_the_handover_is_arranged_for_the_person(client):
    office = Office()
    office.to_hand_over(1)
    (item,) = ready(office.souad, timezone.localdate()).items
    client.force_login(office.souad)
    form = client.get(item.action_url).context["adminform"].form
    assert form["application"].initial == str(Application.objects.get().pk)


@pytest.mark.django_db
@pytest.mark.parametrize("has_list", [True, False])
def test_those_ready_are_found_in_as_many_queries_whatever_waits(client, has_list):
    office = Office()
    if has_list:
        make_ceremony(by=office.souad)
    client.force_login(office.souad)
    office.to_hand_over(FEW)
    few = count_queries(client, "/")
    office.to_hand_over(MANY - FEW)
    assert count_queries(client, "/") == few


@pytest.mark.django_db
def test_late_work_stands_first_and_each_line_says_who_has_the_ball_since_when():
    office, today = Office(), timezone.localdate()
    office.file("submitted")
    returned = office.file("checked")
    applications.send_back(application=returned, by=office.nadia, reason="The quote of the oven is missing")
    project = make_project(by=office.souad)
    visits.plan(project=project, handed_on=today - timedelta(days=40), by=office.souad)
    applications.check(application=office.file("submitted"), by=office.nadia, on=today - timedelta(days=3))
    found = {part.title: part.items[0] for part in work_for(office.souad, on=today)["sections"]}
    assert list(found)[:2] == ["Follow-up visits", "Returned to you"]
    assert found["Returned to you"].ball == "with you, since today"
    assert "The quote of the oven is missing" in found["Returned to you"].meta[-1]
    # Friday's step, entered on Monday, waits since Friday.
    assert found["With head office"].ball == "with the approvers for 3 days"
    assert work_for(office.driss, on=today)["sections"][0].items[0].ball == "with you, for 3 days"


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "tone"), [(-2, "late"), (10, "progress"), (40, None)])
def test_souad_sees_who_is_to_be_released_and_amal_does_not(days, tone):
    souad, amal, today = make_coordinator(), make_coordinator(), timezone.localdate()
    person = make_person(by=souad)
    open_episode(person)
    make_detention(person, by=souad, expected_release_on=today + timedelta(days=days))
    section = released(souad, today)
    assert (section and section.items[0].tone) == tone
    assert section is None or section.items[0].ball == isolated(person.episodes.get().worker)
    assert released(amal, today) is None and released(make_user("finance_officer"), today) is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(PERMISSIONS))
def test_who_has_nothing_to_do_is_told_what_to_do_next(client, role):
    user = make_coordinator() if role in CENTRE_ROLES else make_user(role)
    client.force_login(user)
    page = client.get("/")
    empty = page.context["today"]["empty"]
    assert client.get(reverse(empty["page"]), follow=True).status_code == 200
    assert str(empty["text"]) in page.content.decode() or page.context["today"]["sections"]


@pytest.mark.django_db
def test_user_without_a_posting_is_not_let_in(client):
    client.force_login(make_user())
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("days", [-800, -11, -3, -2, -1, 0, 1, 2, 3, 11, 101])
def test_days_are_counted_in_every_plural_form(language, days):
    today = timezone.localdate()
    with translation.override(language):
        assert lateness(today + timedelta(days=days), today)["status_label"]
        assert since(timezone.now() - timedelta(days=abs(days)), today)


def test_day_begins_at_midnight_of_the_place():
    half_past_midnight = datetime(2026, 7, 2, 0, 30, tzinfo=ZoneInfo("Africa/Casablanca"))
    same_day = half_past_midnight.astimezone(ZoneInfo("UTC"))
    with translation.override("en"):
        assert since(same_day, half_past_midnight.date()) == "since today"


@pytest.mark.django_db
def test_money_left_by_a_past_season_is_one_line_that_opens_its_files(client):
    hassan, today = make_user("finance_officer"), timezone.localdate()
    over, running = make_line(), make_line(make_program(closes_on=today + timedelta(days=300)))
    for line in (over, over, running):
        make_application(status="approved", line=line)
    sections = {part.title: part.items for part in work_for(hassan, on=today + timedelta(days=400))["sections"]}
    (left,) = sections["Approved in past seasons, not ordered or paid"]
    assert len(sections["Approved, to be ordered or paid"]) == 1
    client.force_login(hassan)
    assert client.get(left.url).context["cl"].result_count == 2


@pytest.mark.django_db
def test_today_says_how_far_the_demonstration_is_while_it_is_filled(client):
    client.force_login(make_user("auditor"))
    with running(take(queue(kind="seed_demo").pk)) as progress:
        progress.advance(3, total=10)
        assert "being filled: 30 %" in client.get("/").content.decode()
    assert "being filled" not in client.get("/").content.decode()
