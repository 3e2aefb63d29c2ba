"""The search over everything: whatever spelling, one list, the best first, and nothing of another centre."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from beneficiaries.admin.choosing import FindsPeople
from beneficiaries.models import LifeProject
from beneficiaries.services import projects
from disbursements.models import Ceremony
from disbursements.services import ceremonies
from tests.access.world import OTHER, OWN, make_world
from tests.disbursements.factories import make_ceremony
from tests.factories import make_coordinator, make_person, make_project, make_user
from tests.programs.factories import make_application, make_line
from tests.queries import count_queries

pytestmark = pytest.mark.django_db

YOUSSEF = {
    "given_name_ar": "يوسف",
    "family_name_ar": "أيت باها",
    "given_name_latin": "Youssef",
    "family_name_latin": "Aït Baha",
    "sex": "M",
    "phone": "+212 661-234500",
    "cin": "BK 204312",
}


@pytest.fixture
def souad():
    return make_coordinator()


def found(client, text):
    """{kind of record: titles and numbers on its lines}, as the page while typing shows them."""
    answer = client.post(reverse("admin:search_results"), {"q": text})
    return {group["icon"]: [line.code or line.title for line in group["lines"]] for group in answer.context["groups"]}


def test_souad_finds_a_person_however_she_writes_them(client, souad):
    person = make_person(by=souad, **YOUSSEF)
    make_person(by=souad, phone="0700000000")
    client.force_login(souad)
    _cas, year, digits = person.file_number.split("-")
    short = int(digits)
    spellings = [
        *(
            person.file_number,
            person.file_number.lower(),
            f"{year}-{digits}",
            f"{year}/{short}",
            f"cas {year} {digits}",
        ),
        *("0661234500", "06 61 23 45 00", "+212 661 23 45 00", "00212661234500", "661234500", "06-61-23", "٠٦٦١٢٣٤٥٠٠"),
        *("BK204312", "bk 204312", "Bk-204312"),
        *("يوسف", "ايت باها", "أيت باها يوسف", "Yousouf", "youssef ait baha", "AIT BAHA", "Youss"),
    ]
    assert {text: found(client, text).get("people") for text in spellings} == {
        text: [person.file_number] for text in spellings
    }
    assert person.file_number in found(client, str(short))["people"]
    assert found(client, f"{year}-99999") == {}
    assert person.file_number in found(client, f"CAS-{year}-{digits[:4]}")["people"]


def test_souad_finds_projects_applications_and_ceremonies_in_the_same_list(client, souad):
    person = make_person(by=souad, **YOUSSEF)
    file = make_application(person=person, by=souad, title_ar="ورشة تلحيم", title_fr="Atelier de soudure")
    ceremony = make_ceremony(by=souad, name_ar="حفل الربيع", name_fr="Fête du printemps", place_fr="Salle Ibn Khaldoun")
    client.force_login(souad)

    number = person.file_number
    assert found(client, "youssef") == {"people": [number], "project": [number], "file": [number]}
    assert found(client, "soudure")["project"] == found(client, "التلحيم")["project"] == [number]
    assert found(client, "ibn khaldoun") == {"calendar": [ceremony.name]}
    page = client.get(reverse("admin:search"), {"q": number}).text
    for url in (f"/cases/{number}/", f"/programs/application/{file.pk}/change/"):
        assert f'href="{url}"' in page


def test_a_whole_word_stands_before_its_beginnings(client, souad):
    ali = make_person(by=souad, **YOUSSEF | {"given_name_latin": "Ali", "cin": "", "phone": ""})
    make_person(by=souad, **YOUSSEF | {"given_name_latin": "Alioune", "cin": "", "phone": ""})
    client.force_login(souad)

    assert found(client, "ali")["people"][0] == ali.file_number


def test_amal_finds_nothing_of_souads_people_not_even_that_they_are_there(client):
    line = make_line(amount="500000")
    own, other = (make_world(who, line=line, name=name) for who, name in ((OWN, "Alphaville"), (OTHER, "Betatown")))
    client.force_login(own.coordinator)

    def answers(text):
        return [
            client.post(reverse("admin:search_results"), {"q": text}).content.replace(text.encode(), b""),
            client.get(reverse("admin:search"), {"q": text}).context["groups"],
        ]

    assert all(answers(trace) == answers("Nobodyatall") for trace in other.traces)
    client.force_login(make_user("programme_officer"))
    assert all(found(client, trace) for trace in other.traces)


def test_omar_who_sees_no_file_has_no_search(client):
    client.force_login(make_user("administrator"))

    assert client.get(reverse("admin:search")).status_code == 403
    assert client.post(reverse("admin:search_results"), {"q": "42"}).status_code == 403
    assert 'id="site-search"' not in client.get(reverse("admin:index")).text


def test_what_was_typed_stands_in_no_address(client, souad):
    client.force_login(souad)

    assert client.get(reverse("admin:search_results"), {"q": "youssef"}).status_code == 405


def test_search_asks_as_often_for_many_rows_and_leads_to_all_of_them(client, souad):
    client.force_login(souad)
    url = reverse("admin:search") + "?q=fatima"

    def make(number):
        for _row in range(number):
            make_application(by=souad)

    make(2)
    few = count_queries(client, url)
    make(22)
    assert count_queries(client, url) == few
    groups = client.get(url).context["groups"]
    assert [group["count"] for group in groups] == [24, 24, 24]
    for group in groups:
        assert client.get(group["more_url"]).context["cl"].result_count == group["count"]


def test_souad_who_typed_too_little_or_nothing_known_reads_what_to_do(client, souad):
    client.force_login(souad)

    assert "Type at least two letters" in client.get(reverse("admin:search"), {"q": "ي"}).text
    assert "Nothing found" in client.get(reverse("admin:search"), {"q": "Nobodyatall"}).text


# --- the columns that are searched, filled on every way in


def stale():
    """Projects and ceremonies whose search column is not what their own columns say."""
    of_projects = ("title_ar", "title_fr")
    return [
        *(p for p in LifeProject.objects.all() if p.search != projects.derived(values_of(p, of_projects))["search"]),
        *(
            c
            for c in Ceremony.objects.all()
            if c.search != ceremonies.derived(values_of(c, ceremonies.FOUND_BY))["search"]
        ),
    ]


def values_of(record, names):
    return {name: getattr(record, name) for name in names}


def test_every_way_to_write_a_project_or_a_ceremony_fills_what_it_is_found_by(souad):
    make_world(OWN, line=make_line(amount="500000"), name="Alphaville")
    project = make_project(by=souad)
    project.title_fr = "Boulangerie"
    projects.save(project=project, by=souad)
    ceremony = make_ceremony(by=souad)
    ceremony.place_fr = "Préfecture"
    ceremonies.save(ceremony=ceremony, by=souad)

    assert stale() == []
    assert LifeProject.objects.filter(search__matches="boulang").exists()
    assert Ceremony.objects.filter(search__matches="préfecture").exists()
    LifeProject.objects.filter(pk=project.pk).update(title_fr="Menuiserie")
    assert stale() == [project]


def test_the_migration_fills_what_was_entered_before(souad):
    make_project(by=souad)
    make_ceremony(by=souad)
    for model in (LifeProject, Ceremony):
        model.objects.update(search="")
    assert len(stale()) == 2

    import_module("disbursements.migrations.0006_fill_search").fill(apps, None)

    assert stale() == []


def test_without_the_titles_a_project_is_found_by_its_person_alone(client, souad, monkeypatch):
    """What the title's way adds: lifted, the project is missing."""
    make_project(by=souad, title_fr="Atelier de soudure")
    client.force_login(souad)
    assert "project" in found(client, "soudure")
    monkeypatch.setattr("beneficiaries.admin.project.LifeProjectAdmin.title_path", FindsPeople.title_path)
    assert "project" not in found(client, "soudure")
