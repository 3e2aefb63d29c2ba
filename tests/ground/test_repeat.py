"""The same form sent again: the first answer, and what differs from it by the names of the page."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Beneficiary, LifeProject, ProjectItem
from programs.models import BudgetEntry
from reintegration.ground.admin.repeat import forget_old_keys, payload_of
from reintegration.ground.audit.models import IdempotencyKey
from tests import pages
from tests.factories import make_coordinator, make_person, make_project, make_user, reread, typed_person
from tests.programs.factories import make_application, make_line
from tests.signing import Client

pytestmark = pytest.mark.django_db
ADD = reverse("admin:intake")


@pytest.fixture
def office(client, souad):
    client.force_login(souad)
    return client


def of(model, record, page="change", *args):
    return reverse(f"admin:{model}_{page}", args=[record.pk, *args])


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def filled(client, url, **changes):
    return pages.record_form(client.get(url)).sent(**changes)


def entered(client):
    """A person's form, sent once; returns what was sent and the answer."""
    data = filled(client, ADD, **typed_person(cin="BE123456"))
    return data, client.post(ADD, data)


def test_clerk_sends_a_form_again_and_gets_the_first_answer_without_a_word(office):
    data, first = entered(office)
    told(first)
    second = office.post(ADD, {**data, "_continue": "1", "version": "7"})
    assert (second.status_code, second.url) == (302, first.url)
    assert Beneficiary.objects.count() == 1


def test_clerk_sends_other_answers_under_the_same_key_and_reads_which_are_not_saved(office):
    data, _first = entered(office)
    other = {"given_name_latin": "Hussein", "sex": "F", "dependants": "3", "address": ""}
    text = told(office.post(ADD, {**data, **other}))
    person = Beneficiary.objects.get()
    assert (person.given_name_latin, person.sex) == ("Hassan", "M")
    assert f"Already saved as “{person}”" in text
    assert "<bdi>Hussein</bdi>" in text and "Sex: <bdi>Female</bdi>" in text and "Address: <bdi>–</bdi>" in text
    assert "Bennani</bdi>" not in text


def test_clerk_reads_the_fields_in_their_own_language(client, souad):
    souad.language = "ar"
    souad.save()
    client.force_login(souad)
    data, _first = entered(client)
    text = told(client.post(ADD, {**data, "sex": "F"}))
    assert "الجنس" in text and "Sex" not in text


def test_a_card_number_typed_the_second_time_is_named_and_not_repeated(office):
    data, _first = entered(office)
    text = told(office.post(ADD, {**data, "cin": "BK999999"}))
    assert "CIN" in text or "identity card" in text.lower()
    assert "BK999999" not in text


def test_what_was_typed_is_not_kept_with_the_key(office):
    data, _first = entered(office)
    kept = IdempotencyKey.objects.get()
    assert {"given_name_latin", "cin"} <= set(kept.payload)
    assert not {"Hassan", "BE123456"} & {*kept.payload.values(), *kept.answer.values()}
    again = {**data, "idempotency_key": str(uuid.uuid4())}
    assert payload_of(RequestFactory().post(ADD, again), again["idempotency_key"])["cin"] != kept.payload["cin"]


def test_passwords_leave_no_digest():
    request = RequestFactory().post("/", {"username": "amina", "password1": "correct horse battery"})
    assert set(payload_of(request, uuid.uuid4())) == {"username"}


def test_another_file_under_the_same_name_differs():
    key, factory = uuid.uuid4(), RequestFactory()
    digests = [
        payload_of(factory.post("/", {"scan": SimpleUploadedFile("cheque.pdf", content)}), key)["scan"]
        for content in (b"one", b"two", b"one")
    ]
    assert digests[0] == digests[2] != digests[1]


def untold(response):
    """A page without the token that is another each time."""
    return re.sub(rb'(?<=name="csrfmiddlewaretoken" value=")\w+', b"", response.content)


def test_another_user_sends_the_key_of_a_form_and_learns_nothing(office):
    data, _first = entered(office)
    stranger = Client()
    stranger.force_login(make_coordinator())
    response = stranger.post(ADD, data)
    assert (response.status_code, b"Hassan" in response.content) == (400, False)
    assert untold(response) == untold(stranger.post(ADD, {**data, "idempotency_key": "?"}))
    assert Beneficiary.objects.count() == 1


def test_the_key_of_one_form_does_not_answer_another(office, souad):
    first, second = make_project(by=souad), make_project(by=souad)
    url = of("beneficiaries_lifeproject", first)
    data = filled(office, url, title_fr="Menuiserie")
    office.post(url, data)
    text = told(office.post(of("beneficiaries_lifeproject", second), data))
    assert "Menuiserie" in text
    assert reread(second).title_fr != "Menuiserie"


def test_a_row_that_differs_is_named_with_its_place(office, souad):
    project = make_project(by=souad)
    url = of("beneficiaries_lifeproject", project)
    data = filled(office, url, **{"items-0-quantity": "4"})
    office.post(url, data)
    text = told(office.post(url, {**data, "items-0-quantity": "9"}))
    assert ProjectItem.objects.filter(project=project, quantity=4).exists()
    assert "item 1" in text.lower() and "<bdi>9</bdi>" in text


def test_approver_sends_a_decision_again_with_another_amount_and_nothing_more_is_given(as_user):
    line = make_line()
    file = make_application(status="checked", program=line.program)
    client, url = as_user(make_user("approver")), of("programs_application", file, "verb", "approve")
    data = filled(client, url, line=line.pk, amount="100.00", reason="fits")
    first = client.post(url, data)
    told(first)
    assert client.post(url, data).url == first.url
    text = told(client.post(url, {**data, "amount": "200.00", "reason": "a secret"}))
    assert "200.00" in text and "a secret" not in text and "Remark" in text
    assert [entry.amount for entry in BudgetEntry.objects.filter(kind="reserve")] == [100]


def test_clerk_deletes_a_draft_twice_and_is_sent_to_the_same_list(office, souad):
    url = of("beneficiaries_lifeproject", make_project(by=souad), "delete")
    data = filled(office, url)
    assert office.post(url, data).url == office.post(url, data).url
    assert not LifeProject.objects.exists()


def test_a_form_that_was_refused_is_sent_again_and_saved(office):
    data = filled(office, ADD, **typed_person(birth=""))
    assert office.post(ADD, data).status_code == 200
    assert not IdempotencyKey.objects.exists()
    assert office.post(ADD, {**data, "birth": "1985"}).status_code == 302


def test_keys_of_last_month_are_forgotten(office):
    entered(office)
    now = timezone.now()
    assert forget_old_keys() == 0
    IdempotencyKey.objects.update(at=now - timedelta(days=31))
    assert forget_old_keys() == 1


@pytest.mark.parametrize("version", ["", "x", "0"])
def test_a_delete_page_without_the_records_version_is_refused(office, souad, version):
    url = of("beneficiaries_lifeproject", make_project(by=souad), "delete")
    response = office.post(url, filled(office, url, version=version))
    assert "Reload the page" in told(response)
    assert LifeProject.objects.exists()


def test_a_stale_delete_page_names_who_changed_the_record(office, souad):
    project = make_project(by=souad)
    url = of("beneficiaries_lifeproject", project, "delete")
    data = filled(office, url)
    pages.send(office, of("beneficiaries_lifeproject", project), title_fr="Menuiserie")
    text = told(office.post(url, data))
    assert "Souad: activity in French" in text
    assert LifeProject.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "0"])
def test_a_verb_without_the_records_version_is_refused(as_user, version):
    file = make_application()
    client, url = as_user(make_user("programme_officer")), of("programs_application", file, "verb", "check")
    response = client.post(url, filled(client, url, version=version))
    assert (response.status_code, reread(file).status) == (200, "submitted")


def test_a_stale_verb_names_who_took_which_step(as_user):
    file, nadia = make_application(), make_user("programme_officer")
    client, url = as_user(nadia), of("programs_application", file, "verb", "send_back")
    data = filled(client, url, reason="no quote")
    check = of("programs_application", file, "verb", "check")
    client.post(check, filled(client, check))
    response = client.post(url, data)
    text = " ".join(response.context["form"].non_field_errors())
    assert "Nadia" in text and "status" in text
    assert reread(file).status == "checked"


def test_a_stale_row_names_who_changed_it(office, souad):
    project = make_project(by=souad)
    url = of("beneficiaries_lifeproject", project)
    data = filled(office, url, **{"items-0-quantity": "4"})
    pages.send(office, url, **{"items-0-quantity": "3"})
    response = office.post(url, {**data, "version": reread(project).version})
    assert "Souad" in " ".join(pages.errors_of(response))
    assert sorted(item.quantity for item in project.items.all()) == [1, 3]


def test_a_row_without_its_version_is_refused(office, souad):
    url = of("beneficiaries_lifeproject", make_project(by=souad))
    data = filled(office, url, **{"items-0-quantity": "4", "items-0-row_version": ""})
    assert "incomplete" in " ".join(pages.errors_of(office.post(url, data)))


def test_readings_are_not_taken_for_changes(office, souad):
    person = make_person(by=souad)
    url = of("beneficiaries_beneficiary", person)
    data = filled(office, url, birth_place="Azemmour")
    pages.send(office, url, phone="0611111111")
    office.get(of("beneficiaries_beneficiary", person))
    assert "phone" in " ".join(pages.errors_of(office.post(url, data)))


def test_form_that_asks_to_be_saved_as_a_new_record_is_no_form_of_ours(office, souad):
    person = make_person(by=souad)
    data = filled(office, of("beneficiaries_beneficiary", person))
    assert office.post(of("beneficiaries_beneficiary", person), {**data, "_saveasnew": "1"}).status_code == 400
    assert Beneficiary.objects.count() == 1
