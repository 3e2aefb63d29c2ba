"""When everybody who could take the next step is bound to the file, its page says who, why, and what to do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from disbursements.services import orders
from programs.services import applications, duties, scores
from tests.disbursements.factories import make_cheque, make_equipment, make_finance, make_supplier
from tests.factories import make_coordinator, make_delegate, make_posting, make_user, reread
from tests.programs.factories import make_application, make_criterion, make_line, make_program
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
SENTENCE = "Nobody left can take this step"


def also(user, role):
    make_posting(user=user, role=role, starts_on=timezone.localdate() - timedelta(days=9))
    return reread(user)


def page_of(client, record):
    url = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    return client.get(url).content.decode()


@pytest.fixture
def driss():
    """The only approver: he submitted the file."""
    return make_coordinator(full_name_latin="Driss")


def test_page_names_who_is_excluded_and_why(as_user, driss):
    nadia, program = make_user("programme_officer", full_name_latin="Nadia"), make_program()
    file = make_application(by=driss, program=program)
    applications.check(application=file, by=nadia)
    for user in (driss, nadia):
        also(user, "approver")
    karima = make_delegate_of_approver(driss)
    assert set(duties.excluded(file, "decide")) == {
        (driss, "submitted this file"), (nadia, "checked this file"), (karima, "submitted this file")
    }  # fmt: skip
    page = page_of(as_user(nadia), file)
    assert SENTENCE in page and "Ask the administrator" in page
    assert "<bdi>Driss</bdi> – submitted this file" in page and "<bdi>Nadia</bdi> – checked this file" in page


def make_delegate_of_approver(principal):
    lent, today = principal.postings.get(role="approver"), timezone.localdate()
    karima = make_user(full_name_latin="Karima")
    make_posting(user=karima, role="approver", on_behalf_of=principal, starts_on=lent.starts_on, ends_on=today)
    return karima


def test_page_says_nothing_while_somebody_is_left(as_user, driss):
    file = make_application(by=driss, status="checked", officer=make_user("programme_officer"))
    also(driss, "approver")
    hind = make_user("approver")
    assert SENTENCE not in page_of(as_user(hind), file)
    assert [user for user, _why in duties.excluded(file, "decide")] == [driss]


def test_page_says_so_when_nobody_is_posted_at_all(as_user, souad):
    file = make_application(by=souad)
    page = page_of(as_user(souad), file)
    assert SENTENCE in page
    make_user("programme_officer")
    assert SENTENCE not in page_of(as_user(souad), file)


def test_user_who_is_inactive_or_of_another_centre_does_not_count(souad):
    file = make_application(by=souad, status="returned")
    make_coordinator()
    assert duties.nobody_left("submit", [file.pk]) is None
    souad.is_active = False
    souad.save()
    assert duties.nobody_left("submit", [file.pk]) == []


def test_pages_of_payment_name_who_is_excluded(as_user):
    hassan, souad = make_finance(), make_coordinator(full_name_latin="Souad")
    file = make_application(by=souad, status="approved", line=make_line(by=hassan))
    cheque, goods = make_cheque(file, by=hassan, amount="1000"), make_equipment(file, by=hassan)
    order = orders.draft(supplier=make_supplier(), by=hassan, disbursements=[goods])
    assert SENTENCE not in page_of(as_user(hassan), cheque)
    hassan.postings.all().delete()
    make_posting(user=hassan, role="auditor")
    also(souad, "finance_officer")
    for record in (cheque, order):
        page = page_of(as_user(reread(hassan)), record)
        assert SENTENCE in page and "<bdi>Souad</bdi> – submitted this file" in page


def test_page_asks_as_much_for_one_excluded_as_for_many(as_user, driss):
    officer, program = make_user("programme_officer"), make_program()
    criterion, line = make_criterion(program), make_line(program)
    file = make_application(by=driss, program=program)
    scores.give(application=file, criterion=criterion, points=3, by=officer)
    applications.check(application=file, by=officer)
    also(driss, "approver")
    url = reverse("admin:programs_application_change", args=[file.pk])
    client = as_user(reread(driss))
    few = count_queries(client, url)
    also(officer, "approver")
    make_delegate(make_user("approver"))
    assert line.pk and count_queries(client, url) <= few
