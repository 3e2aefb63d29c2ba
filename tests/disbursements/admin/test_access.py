"""Amal coordinates another centre: for her, Souad's people, their money and their ceremonies do not exist."""

import uuid

import pytest
from django.urls import reverse

from disbursements.models import Certificate
from disbursements.services import ceremonies
from reintegration.ground.errors import Refused
from tests.disbursements.factories import make_ceremony, make_list
from tests.factories import make_coordinator, make_user, reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def ceremony():
    return make_list(by=make_coordinator(), people=1)


@pytest.fixture
def amal(client):
    user = make_coordinator()
    client.force_login(user)
    return user


def page(name, *args):
    return reverse(f"admin:disbursements_{name}", args=args)


def records_of(ceremony):
    line = ceremony.handovers.get()
    row = line.disbursements.get(kind="equipment")
    return [ceremony, line, row, row.lines.get(), line.certificates.get()]


def test_coordinator_of_another_centre_gets_404_for_every_record(client, amal, ceremony):
    for record in records_of(ceremony):
        name = record._meta.model_name
        for view in ("change", "history", "delete"):
            assert client.get(page(f"{name}_{view}", record.pk)).status_code == 404, (name, view)


def test_coordinator_of_another_centre_gets_404_for_every_paper_and_step(client, amal, ceremony):
    line, certificate = ceremony.handovers.get(), Certificate.objects.get()
    papers = [page(f"ceremony_{paper}_pdf", ceremony.pk, "ar") for paper in ("list", "certificates")]
    steps = [page("ceremony_verb", ceremony.pk, "close"), page("handover_verb", line.pk, "mark_absent")]
    others = [page("certificate_pdf", certificate.pk, "fr"), page("ceremony_check_in", ceremony.pk)]
    assert {client.get(url).status_code for url in [*papers, *steps, *others]} == {404}
    posted = client.post(steps[1], {"version": line.version, "idempotency_key": uuid.uuid4()})
    assert (posted.status_code, reread(line).status) == (404, "expected")


def test_coordinator_of_another_centre_sees_no_trace_in_lists(client, amal, ceremony):
    line = ceremony.handovers.get()
    traces = (line.application.beneficiary.file_number, ceremony.list_number, line.certificates.get().number)
    for name in ("disbursement", "equipmentline", "ceremony", "handover", "certificate"):
        text = client.get(page(f"{name}_changelist")).content.decode()
        assert not any(trace in text for trace in traces), name
        assert f"/{ceremony.centre_id}/" not in text


def test_forged_application_is_not_invited_and_not_arranged(client, amal, ceremony):
    application = ceremony.handovers.get().application
    own = make_ceremony(by=amal)
    values = {"applications": [application.pk], "version": own.version, "idempotency_key": uuid.uuid4()}
    assert client.post(page("ceremony_verb", own.pk, "invite"), values).status_code == 200
    assert not own.handovers.exists()
    values = {"application": application.pk, "kind": "centre", "idempotency_key": uuid.uuid4()}
    assert client.post(page("handover_add"), values).status_code == 200
    assert application.handovers.count() == 1


def test_forged_centre_is_not_taken_for_a_ceremony(client, amal, ceremony):
    text = client.get(page("ceremony_add")).content.decode()
    assert f'value="{ceremony.centre_id}"' not in text.split('name="centre"')[1].split("</select>")[0]


def test_two_centres_share_a_ceremony_and_each_sees_its_own_lines(client):
    souad, amal, nadia = make_coordinator(), make_coordinator(), make_user("programme_officer")
    shared = make_list(by=souad, people=1, locked=False)
    theirs = make_list(by=amal, people=1, locked=False)
    application = theirs.handovers.get().application
    client.force_login(nadia)
    url = page("ceremony_verb", theirs.pk, "cancel")
    client.post(url, {"version": theirs.version, "idempotency_key": uuid.uuid4(), "reason": "joined"})
    values = {"applications": [application.pk], "version": reread(shared).version, "idempotency_key": uuid.uuid4()}
    assert client.post(page("ceremony_verb", shared.pk, "invite"), values).status_code == 302
    client.force_login(amal)
    listed = client.get(page("ceremony_changelist")).context["cl"].result_list
    assert [row.lines for row in listed if row.pk == shared.pk] == [1]
    text = client.get(page("ceremony_change", shared.pk)).content.decode()
    assert application.beneficiary.file_number in text
    assert shared.handovers.get(seat=1).application.beneficiary.file_number not in text


def test_coordinator_sees_no_cheque_account_or_order(client, amal):
    for name in ("cheque", "bankaccount", "purchaseorder", "supplier"):
        assert client.get(page(f"{name}_changelist")).status_code == 403


def test_role_without_printing_gets_403(client, ceremony):
    client.force_login(make_user("approver"))
    assert client.get(page("ceremony_list_pdf", ceremony.pk, "ar")).status_code == 403


def share(souad, amal, *, locked):
    """A ceremony of Souad's centre on which one of Amal's people stands too."""
    nadia, theirs = make_user("programme_officer"), make_list(by=amal, people=1, locked=False)
    application = theirs.handovers.get().application
    ceremonies.cancel(ceremony=theirs, by=nadia, reason="joined")
    shared = make_list(by=souad, people=1, locked=False)
    ceremonies.invite(ceremony=shared, applications=[application], by=nadia)
    return ceremonies.lock(ceremony=shared, by=souad) if locked else reread(shared)


@pytest.mark.parametrize(("verb", "locked"), [("cancel", True), ("cancel", False), ("lock", False), ("invite", False)])
def test_guest_centre_takes_no_step_of_a_shared_ceremony(client, amal, verb, locked):
    shared = share(make_coordinator(), amal, locked=locked)
    values = {"version": shared.version, "idempotency_key": uuid.uuid4(), "reason": "mine"}
    answer = client.post(page("ceremony_verb", shared.pk, verb), values)
    assert (answer.status_code, reread(shared).status) == (200, shared.status)
    assert "Another centre organises" in answer.content.decode()


def test_guest_centre_does_not_make_a_shared_ceremony_its_own(client, amal):
    shared = share(make_coordinator(), amal, locked=False)
    names = ("name_ar", "name_fr", "held_on", "place_ar", "place_fr", "province_id", "presided_by_ar", "version")
    values = {name.removesuffix("_id"): getattr(shared, name) for name in names}
    values |= {"centre": amal.postings_now[0].centre_id, "idempotency_key": uuid.uuid4()}
    values |= {"handovers-TOTAL_FORMS": 0, "handovers-INITIAL_FORMS": 0}
    assert client.post(page("ceremony_change", shared.pk), values).status_code == 403
    stolen = reread(shared)
    stolen.centre = amal.postings_now[0].centre
    with pytest.raises(Refused, match="Another centre organises"):
        ceremonies.save(ceremony=stolen, by=amal)
