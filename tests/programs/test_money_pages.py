"""Finance enlarges, cuts, transfers, advances, recovers and amends on pages; others find no such step."""

import uuid

import pytest
from django.urls import reverse

from programs.models import AgreementAmendment, BudgetEntry
from programs.services import ledger
from tests.factories import make_user, reread
from tests.programs.factories import make_agreement, make_line, make_tranche

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(as_user):
    return as_user(make_user("finance_officer"))


def url_of(record, verb):
    return reverse(f"admin:programs_{record._meta.model_name}_verb", args=[record.pk, verb])


def act(client, record, verb, *, version=None, key=None, **values):
    guards = {"version": reread(record).version if version is None else version}
    return client.post(url_of(record, verb), {"idempotency_key": key or uuid.uuid4(), **guards, **values})


def test_finance_enlarges_and_cuts_a_line(finance):
    line = make_line(amount="100")
    assert act(finance, line, "enlarge", amount="50,50", reference="N1").status_code == 302
    assert act(finance, line, "cut", amount="١٠").status_code == 302
    assert reread(line).allocated == 140 + 1 / 2


def test_finance_reads_what_a_line_is_short_by(finance):
    line = make_line(amount="100")
    assert "short by 0.01" in act(finance, line, "cut", amount="100,01").content.decode()
    assert reread(line).allocated == 100


def test_finance_transfers_to_a_line_of_another_program(finance):
    source, target = make_line(amount="100"), make_line(amount="5")
    assert act(finance, source, "transfer", target_line=target.pk, amount="30", reason="Ramadan").status_code == 302
    assert (reread(source).free, reread(target).free) == (70, 35)
    ledger_page = finance.get(reverse("admin:programs_budgetentry_changelist")).content.decode()
    assert "Transfer from another line" in ledger_page


def test_finance_advances_and_recovers(finance):
    line, tranche = make_line(amount="100"), make_tranche(amount="500")
    assert act(finance, line, "advance", tranche=tranche.pk, amount="60").status_code == 302
    assert (reread(line).free, reread(tranche).advanced) == (40, 60)
    assert act(finance, line, "recover", tranche=tranche.pk, amount="60").status_code == 302
    assert ledger.differences() == []


def test_finance_recovers_only_from_tranches_that_it_advanced_to(finance):
    line = make_line()
    assert "recover" in url_of(line, "recover")
    form = act(finance, line, "recover", tranche=make_tranche().pk, amount="1").context["form"]
    assert "tranche" in form.errors


def test_partner_line_offers_no_advance_and_says_why(finance):
    line = make_line(tranche=make_tranche())
    page = finance.get(reverse("admin:programs_fundingline_change", args=[line.pk])).content.decode()
    assert "Only the foundation" in page and url_of(line, "cut") in page and url_of(line, "advance") not in page


def test_finance_amends_an_agreement_and_one_tranche(finance):
    agreement = make_agreement(amount="1000")
    tranche = make_tranche(agreement=agreement, amount="400")
    signed = {"reference": "A1", "signed_on": "2021-05-01", "reason": "more people"}
    assert "short by 100.00" in act(finance, agreement, "amend", amount="300", **signed).content.decode()
    assert act(finance, agreement, "amend", amount="1200", **signed).status_code == 302
    assert act(finance, agreement, "amend", amount="1200", tranche=tranche.pk, **signed).status_code == 302
    assert (reread(agreement).amount, reread(tranche).amount) == (1200, 1200)
    page = finance.get(reverse("admin:programs_agreement_change", args=[agreement.pk])).content.decode()
    assert page.count("more people") == 2


def test_amendment_names_only_tranches_of_its_agreement(finance):
    signed = {"reference": "A1", "signed_on": "2021-05-01", "reason": "more people"}
    response = act(finance, make_agreement(), "amend", amount="300", tranche=make_tranche().pk, **signed)
    assert "tranche" in response.context["form"].errors
    assert not AgreementAmendment.objects.exists()


def test_form_sent_twice_cuts_once(finance):
    line, key = make_line(amount="100"), uuid.uuid4()
    for _time in range(2):
        assert act(finance, line, "cut", amount="10", version=line.version, key=key).status_code == 302
    assert reread(line).allocated == 90


def test_stale_form_moves_no_money(finance):
    line = make_line(amount="100")
    before = line.version
    act(finance, line, "cut", amount="10")
    response = act(finance, line, "cut", amount="10", version=before)
    assert "while you had it open" in response.content.decode()
    assert act(finance, line, "cut", amount="10", version="").status_code == 200
    assert reread(line).allocated == 90


@pytest.mark.parametrize("role", ["programme_officer", "approver", "auditor"])
def test_others_read_the_line_and_move_nothing(as_user, role):
    line, agreement = make_line(amount="100"), make_agreement()
    entries = BudgetEntry.objects.count()
    client = as_user(make_user(role))
    page = client.get(reverse("admin:programs_fundingline_change", args=[line.pk]))
    assert page.status_code == 200 and url_of(line, "cut") not in page.content.decode()
    assert act(client, line, "cut", amount="10").status_code == 403
    assert act(client, agreement, "amend", amount="10").status_code == 403
    assert BudgetEntry.objects.count() == entries


def test_amount_of_an_agreement_cannot_be_posted(finance):
    agreement = make_agreement(amount="1000")
    values = {"reference": agreement.reference, "signed_on": "2021-01-04", "partner_ar": "لجنة", "partner_fr": "Autre"}
    values |= {"name_ar": "اتفاقية", "name_fr": "Convention", "province": agreement.province_id, "amount": "9"}
    values |= {
        f"{name}-{form}": "0" for name in ("tranches", "amendments") for form in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    url = reverse("admin:programs_agreement_change", args=[agreement.pk])
    answer = finance.post(url, {"idempotency_key": uuid.uuid4(), "version": agreement.version, **values})
    assert answer.status_code == 302
    assert (reread(agreement).partner_fr, reread(agreement).amount) == ("Autre", 1000)
