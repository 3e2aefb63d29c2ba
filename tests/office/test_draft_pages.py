"""The address of a draft: kept, given back and discarded for its writer, and never against the form that was saved."""

import json
import uuid

import pytest
from django.urls import reverse

from beneficiaries.models import LifeProject
from reintegration.ground import records
from reintegration.ground.drafts import keeping
from reintegration.ground.drafts.models import Draft
from reintegration.ground.keys import owned
from tests.factories import make_coordinator, make_project, make_user

pytestmark = pytest.mark.django_db


def address(form):
    return reverse("admin:draft", args=[form])


def sent(**fields):
    content = {"fields": {name: [value] for name, value in fields.items()}, "words": {}}
    return {"content": json.dumps(content)}


@pytest.fixture
def project(souad):
    return make_project(by=souad)


def test_souad_keeps_finds_and_discards_a_draft(as_user, souad, project):
    client, url = as_user(souad), address(f"beneficiaries.lifeproject:{project.pk}")
    assert client.get(url).status_code == 204

    said = client.post(url, {**sent(market="three workshops"), "version": project.version}).json()["said"]
    project.market = "none"
    records.store(project, by=souad)
    found = client.get(url).json()

    assert "Draft saved at" in said
    assert found["fields"] == {"market": ["three workshops"]}
    assert "market" in " ".join(found["changed"])
    assert client.delete(url).status_code == 204
    assert not Draft.objects.exists()


NONE = ["", "[]", "{}", '{"fields": {"a": [1]}}', '{"fields": {"a": "b"}}', '{"fields": {}, "words": []}', "[" * 99_999]


@pytest.mark.parametrize("content", NONE)
def test_what_no_form_sends_is_refused(as_user, souad, content):
    assert as_user(souad).post(address("intake"), {"content": content}).status_code == 400


def test_a_draft_too_long_is_answered_in_words(as_user, souad):
    response = as_user(souad).post(address("intake"), sent(note="n" * keeping.LARGEST))

    assert (response.status_code, "save the form" in response.json()["said"]) == (413, True)


def test_another_centres_record_has_no_draft_and_a_form_without_the_right_is_forbidden(as_user, souad, project):
    form = f"beneficiaries.lifeproject:{project.pk}"
    keeping.keep(user=souad, form=form, content={"fields": {}})
    amal = as_user(make_coordinator())
    asked = [amal.get(address(form)), amal.post(address(form), sent()), amal.delete(address(form))]
    assert [response.status_code for response in asked] == [404, 404, 404]
    assert amal.get(address("beneficiaries.lifeproject:new")).status_code == 204
    assert amal.get(address("no.such:1")).status_code == amal.get(address("nothing")).status_code == 404
    # Under another spelling of its number nobody would forget it.
    spelled = f"beneficiaries.lifeproject:0{project.pk}"
    assert as_user(souad).post(address(spelled), sent()).status_code == 404

    auditor = as_user(make_user("auditor"))
    assert {auditor.get(address(name)).status_code for name in (form, "intake")} == {403}
    assert Draft.objects.get().user == souad


def answers(project, **fields):
    rows = {f"items-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    values = {name: getattr(project, name) for name in ("exit", "title_ar", "title_fr", "market")}
    links = {"sector": project.sector_id, "province": project.province_id}
    return {**rows, **values, **links, "version": project.version, "idempotency_key": str(uuid.uuid4()), **fields}


def test_a_saved_form_forgets_its_draft_and_a_late_one_does_not_come_back(as_user, souad, project):
    client, form = as_user(souad), keeping.form_of(LifeProject, project.pk)
    given = answers(project, market="kept", expected_monthly_income="3 500", own_contribution="0")
    client.post(address(form), {**sent(market="kept"), "key": given["idempotency_key"]})
    page = reverse("admin:beneficiaries_lifeproject_change", args=[project.pk])
    assert client.post(page, {**given, "market": "", "title_ar": ""}).status_code == 200
    assert Draft.objects.exists()

    assert client.post(page, given).status_code == 302
    late = client.post(address(form), {**sent(market="late"), "key": given["idempotency_key"]})

    assert late.status_code == 204
    assert not Draft.objects.exists()
    # Without the key of the form that was saved nothing tells the late one from a new one.
    client.post(address(form), sent(market="late"))
    assert Draft.objects.exists()


def test_nothing_is_kept_of_who_was_anonymised(as_user, souad, project):
    owned.destroy(owner=f"beneficiaries.beneficiary:{project.episode.beneficiary_id}")

    assert as_user(souad).post(address(keeping.form_of(LifeProject, project.pk)), sent()).status_code == 404


def test_a_page_that_souad_left_open_keeps_and_takes_nothing_for_amal(as_user, souad):
    amal, left_open = make_coordinator(), {"Page-Of": str(souad.pk)}
    client, url = as_user(amal), address("intake")
    client.post(url, sent(cin="AB1"))

    asked = [getattr(client, method)(url, headers=left_open) for method in ("get", "delete")]
    asked.append(client.post(url, sent(cin="ZZ424242"), headers=left_open))

    assert [response.status_code for response in asked] == [403, 403, 403]
    assert client.get(url, headers={"Page-Of": str(amal.pk)}).json()["fields"] == {"cin": ["AB1"]}


def test_half_a_sign_costs_no_draft(as_user, souad):
    client, url = as_user(souad), address("intake")
    said = client.post(url, {"content": '{"fields": {"note": ["kept \\ud83d"]}}'})

    assert said.status_code == 200
    assert client.get(url).json()["fields"] == {"note": ["kept ?"]}


def test_logging_out_empties_the_browser(as_user, souad):
    assert as_user(souad).post(reverse("admin:logout")).headers["Clear-Site-Data"] == '"storage"'
