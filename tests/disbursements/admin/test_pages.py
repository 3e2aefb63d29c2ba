"""The pages of money, ceremonies and handovers, as each role uses them with nothing but forms."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from disbursements.models import Ceremony, Disbursement, Handover, PurchaseOrder
from disbursements.services import certificates
from tests.disbursements.factories import (
    make_account,
    make_approved,
    make_ceremony,
    make_cheque,
    make_equipment,
    make_finance,
    make_list,
    make_supplier,
)
from tests.factories import make_person, make_posting, make_province, make_user, reread

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"admin:disbursements_{name}", args=args)


def post(client, url, **values):
    return client.post(url, {"idempotency_key": uuid.uuid4(), **values})


def take(client, record, verb, **values):
    """Send the form of a step."""
    url = page(f"{record._meta.model_name}_verb", record.pk, verb)
    return post(client, url, version=reread(record).version, **values)


def preparing_page(application, kind):
    return f"{page('disbursement_add')}?application={application.pk}&kind={kind}"


def faults(response):
    return response.context["form" if "form" in response.context else "adminform"].errors


def test_finance_finds_what_is_left_to_disburse(as_user):
    application = make_approved()
    make_cheque(application, "4000")
    response = as_user(make_finance()).get(page("to_prepare"))
    assert "11\u00a0000,00" in response.content.decode()
    assert preparing_page(application, "cheque").replace("&", "&amp;") in response.content.decode()


def test_finance_searches_what_is_left_by_name(as_user):
    make_approved()
    client = as_user(make_finance())
    assert b"CAS-" in client.get(page("to_prepare"), {"q": "amrani"}).content
    assert b"CAS-" not in client.get(page("to_prepare"), {"q": "zitouni"}).content


@pytest.mark.parametrize("query", ["", "?kind=cheque&application=0", "?kind=cheque&application=²", "?application=1"])
def test_adding_without_an_application_leads_to_what_is_left(as_user, query):
    assert as_user(make_finance()).get(page("disbursement_add") + query)["Location"] == page("to_prepare")


def test_finance_prepares_equipment_by_the_form(as_user):
    application = make_approved()
    item = application.items.order_by("pk").first()
    response = post(as_user(make_finance()), preparing_page(application, "equipment"), items=[item.pk], order="")
    assert response.status_code == 302
    assert Disbursement.objects.get().amount == Decimal("12000.00")


def test_finance_prepares_a_cheque_by_the_form_which_offers_the_rest(as_user):
    application, account = make_approved(), make_account()
    make_equipment(application)
    client, url = as_user(make_finance()), preparing_page(application, "cheque")
    assert "3\u00a0000,00" in client.get(url).content.decode()
    values = {"amount": "3 000,00", "account": account.pk, "cheque_number": "4417029"}
    response = post(client, url, issued_on=timezone.localdate(), **values)
    assert response.status_code == 302
    assert Disbursement.objects.get(kind="cheque").cheque.number == "4417029"


def test_finance_asks_for_too_much_and_reads_what_is_short(as_user):
    application, account = make_approved(), make_account()
    values = {"amount": "15000,01", "account": account.pk, "cheque_number": "1", "issued_on": timezone.localdate()}
    response = post(as_user(make_finance()), preparing_page(application, "cheque"), **values)
    assert response.status_code == 200
    assert "Short by 0.01" in response.content.decode()
    assert not Disbursement.objects.exists()


def test_finance_sends_the_form_twice_and_prepares_once(as_user):
    application, account = make_approved(), make_account()
    client, url = as_user(make_finance()), preparing_page(application, "cheque")
    values = {"amount": "100", "account": account.pk, "cheque_number": "1", "issued_on": timezone.localdate()}
    values["idempotency_key"] = uuid.uuid4()
    assert client.post(url, values)["Location"] == client.post(url, values)["Location"]
    assert Disbursement.objects.count() == 1


def test_finance_signs_by_the_button(as_user):
    disbursement = make_cheque()
    assert take(as_user(make_finance()), disbursement, "sign").status_code == 302
    assert reread(disbursement).status == "committed"


def test_step_that_is_no_button_does_not_exist(as_user):
    client = as_user(make_finance())
    assert take(client, make_cheque(), "order").status_code == 404
    assert take(client, make_cheque(), "prepare").status_code == 404


def test_decider_with_a_second_post_reads_why_the_button_is_off(as_user):
    driss = make_user("approver")
    disbursement = make_cheque(make_approved(approver=driss))
    make_posting(user=driss, role="finance_officer")
    response = as_user(driss).get(page("disbursement_change", disbursement.pk))
    verb = next(v for v in response.context["verbs"] if v["name"] == "sign")
    assert not verb["enabled"] and "decided" in verb["why_not"]


def test_finance_drafts_an_order_and_takes_it_to_the_end(as_user):
    row, supplier, today = make_equipment(), make_supplier(), timezone.localdate()
    client = as_user(make_finance())
    assert post(client, page("purchaseorder_add"), supplier=supplier.pk, equipment=[row.pk]).status_code == 302
    order = PurchaseOrder.objects.get()
    assert take(client, order, "place").status_code == 302
    assert take(client, order, "receive", received_on=today, delivery_note="BL-1").status_code == 302
    assert take(client, order, "pay", paid_on=today, invoice="F-1").status_code == 302
    assert (reread(order).status, reread(row).status) == ("paid", "paid")
    assert client.get(page("purchaseorder_change", order.pk)).status_code == 200


def test_finance_changes_a_draft_order(as_user):
    hassan, row, supplier = make_finance(), make_equipment(), make_supplier()
    client = as_user(hassan)
    post(client, page("purchaseorder_add"), supplier=supplier.pk, equipment=[row.pk])
    order, other = PurchaseOrder.objects.get(), make_supplier()
    url = page("purchaseorder_change", order.pk)
    assert post(client, url, supplier=other.pk, equipment=[], version=order.version).status_code == 302
    assert (reread(order).supplier, reread(row).order) == (other, None)


def test_coordinator_builds_a_list_by_forms_and_locks_it(as_user, souad):
    centre = souad.postings_now[0].centre
    application = make_approved(person=make_person(by=souad, centre=centre), by=souad)
    make_equipment(application)
    client = as_user(souad)
    texts = {"name_ar": "حفل", "name_fr": "Cérémonie", "place_ar": "العمالة", "place_fr": "Préfecture"}
    signing = {f"{name}_{language}": "" for name in ("presided_by", "president_title") for language in ("ar", "fr")}
    response = post(
        client,
        page("ceremony_add"),
        centre=centre.pk,
        held_on=timezone.localdate(),
        province=make_province().pk,
        coordinator="",
        **texts,
        **signing,
    )
    assert response.status_code == 302
    ceremony = Ceremony.objects.get()
    assert take(client, ceremony, "invite", applications=[application.pk]).status_code == 302
    assert take(client, ceremony, "lock").status_code == 302
    assert reread(ceremony).list_number.startswith("LST-")


def test_coordinator_removes_a_line_from_a_draft(as_user, souad):
    ceremony = make_list(by=souad, people=2, locked=False)
    first, second = ceremony.handovers.order_by("seat")
    fields = ("name_ar", "name_fr", "place_ar", "place_fr", "presided_by_ar", "presided_by_fr", "held_on")
    inline = {"handovers-TOTAL_FORMS": 2, "handovers-INITIAL_FORMS": 2}
    inline |= {"handovers-0-id": first.pk, "handovers-0-ceremony": ceremony.pk, "handovers-0-DELETE": "on"}
    inline |= {"handovers-1-id": second.pk, "handovers-1-ceremony": ceremony.pk}
    values = {name: getattr(ceremony, name) for name in fields} | {"version": reread(ceremony).version}
    values |= {"centre": ceremony.centre_id, "province": ceremony.province_id, "coordinator": ""}
    values |= {"president_title_ar": "", "president_title_fr": ""}
    assert post(as_user(souad), page("ceremony_change", ceremony.pk), **values, **inline).status_code == 302
    assert list(ceremony.handovers.all()) == [second]


def test_locked_ceremony_shows_its_papers_and_no_form(as_user, souad):
    ceremony = make_list(by=souad, people=1)
    text = as_user(souad).get(page("ceremony_change", ceremony.pk)).content.decode()
    assert page("ceremony_list_pdf", ceremony.pk, "bi") in text
    assert page("ceremony_check_in", ceremony.pk) in text
    assert 'name="name_ar"' not in text


def test_coordinator_marks_at_the_desk_and_comes_back_to_it(as_user, souad):
    ceremony = make_list(by=souad, people=2)
    first, second = ceremony.handovers.order_by("seat")
    client, desk = as_user(souad), page("ceremony_check_in", ceremony.pk)
    assert client.get(desk).content.count(b'name="handed_on"') == 2
    response = take(client, first, "deliver", handed_on=ceremony.held_on, back="check-in")
    assert response["Location"] == f"{desk}#seat-1"
    take(client, second, "mark_absent", back="check-in")
    assert [number for _label, _icon, number in client.get(desk).context["counts"]] == [2, 1, 1, 0]
    assert certificates.live(first).status == "valid"


def test_desk_says_what_is_missing(as_user, souad):
    ceremony = make_list(by=souad, people=1, ready=False)
    text = as_user(souad).get(page("ceremony_check_in", ceremony.pk)).content.decode()
    assert "Not received from the supplier yet" in text
    assert 'name="handed_on"' not in text


def test_desk_before_the_day_offers_no_mark(as_user, souad):
    ceremony = make_list(by=souad, people=1, held_on=timezone.localdate() + timedelta(days=2))
    text = as_user(souad).get(page("ceremony_check_in", ceremony.pk)).content.decode()
    assert "from the day of the ceremony on" in text
    assert "idempotency_key" not in text


def test_coordinator_marks_partly_by_the_form(as_user, souad):
    line = make_list(by=souad, people=1).handovers.get()
    cheque = line.disbursements.get(kind="cheque")
    response = take(as_user(souad), line, "deliver_partly", handed_on=timezone.localdate(), disbursements=[cheque.pk])
    assert response.status_code == 302
    assert reread(line).status == "partly"


def test_coordinator_corrects_with_a_reason(as_user, souad):
    line = make_list(by=souad, people=1).handovers.get()
    client = as_user(souad)
    take(client, line, "mark_refused", reason="")
    assert take(client, line, "correct", reason="").status_code == 200
    assert take(client, line, "correct", reason="came late").status_code == 302
    assert reread(line).status == "expected"


def test_coordinator_arranges_a_handover_at_the_centre(as_user, souad):
    centre = souad.postings_now[0].centre
    application = make_approved(person=make_person(by=souad, centre=centre), by=souad)
    make_equipment(application, status="received")
    response = post(as_user(souad), page("handover_add"), application=application.pk, kind="centre")
    assert response.status_code == 302
    assert Handover.objects.get().kind == "centre"


def test_coordinator_replaces_a_certificate_after_a_correction(as_user, souad):
    line = make_list(by=souad, people=1).handovers.get()
    old = certificates.live(line)
    assert take(as_user(souad), old, "replace", reason="name misspelt").status_code == 302
    assert (reread(old).status, certificates.live(line).replaces) == ("replaced", old)


def test_storekeeper_writes_a_serial_number(as_user):
    line = make_equipment(status="received").lines.get()
    url = page("equipmentline_change", line.pk)
    assert post(as_user(make_finance()), url, serial_number="JK-1", version=line.version).status_code == 302
    assert reread(line).serial_number == "JK-1"


def test_auditor_reads_every_page_and_changes_none(as_user, souad):
    ceremony = make_list(by=souad, people=1)
    client = as_user(make_user("auditor"))
    for model in ("supplier", "purchaseorder", "disbursement", "cheque", "ceremony", "handover", "certificate"):
        assert client.get(page(f"{model}_changelist")).status_code == 200
        assert client.get(page(f"{model}_add")).status_code in (302, 403)
    assert take(client, ceremony, "close").status_code == 403
    assert take(client, ceremony.handovers.get(), "mark_absent").status_code == 403


@pytest.mark.parametrize(
    "name", ["disbursement", "handover", "certificate", "equipmentline", "cheque", "purchaseorder", "ceremony"]
)
def test_list_asks_as_much_for_one_person_as_for_four(as_user, souad, django_assert_max_num_queries, name):
    client = as_user(make_user("auditor"))
    make_list(by=souad, people=1)
    counts = []
    for _round in range(2):
        with django_assert_max_num_queries(40) as asked:
            client.get(page(f"{name}_changelist"))
        counts.append(len(asked))
        if len(counts) == 1:
            make_list(by=souad, people=3)
    assert counts[1] <= counts[0]


def test_desk_asks_as_much_for_one_person_as_for_four(as_user, souad, django_assert_max_num_queries):
    client, counts = as_user(souad), []
    for people in (1, 4):
        ceremony = make_list(by=souad, people=people)
        with django_assert_max_num_queries(30) as asked:
            client.get(page("ceremony_check_in", ceremony.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_draft_ceremony_offers_no_desk(as_user, souad):
    text = as_user(souad).get(page("ceremony_change", make_ceremony(by=souad).pk)).content.decode()
    assert "check-in" not in text
