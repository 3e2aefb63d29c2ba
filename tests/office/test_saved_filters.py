"""A user's own filters: kept once under a name, opened as kept, taken away; nobody else's."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from reintegration.ground.access import leaving
from reintegration.office import saved_filters
from reintegration.office.models import SavedFilter
from tests.factories import make_coordinator, make_user

pytestmark = pytest.mark.django_db
PEOPLE = reverse("admin:beneficiaries_beneficiary_changelist")
KEEP = reverse("admin:saved_filters")


def keep(client, name="Late", query="q=Alaoui&episode=open&p=3", of_list="beneficiaries.beneficiary"):
    return client.post(KEEP, {"name": name, "query": query, "list": of_list})


def test_souad_keeps_a_list_as_she_narrowed_it_and_opens_it_again(as_user):
    client = as_user(make_coordinator())
    assert keep(client)["Location"] == f"{PEOPLE}?episode=open&q=Alaoui"
    kept = SavedFilter.objects.get()
    assert client.get(reverse("admin:saved_filter", args=[kept.pk]))["Location"] == f"{PEOPLE}?episode=open&q=Alaoui"
    page = client.get(f"{PEOPLE}?q=Alaoui&episode=open").content.decode()
    assert "My filters: <bdi>Late</bdi>" in page and 'id="filter-name"' not in page


def test_filter_kept_twice_under_a_name_is_one_and_says_the_newer(as_user):
    client = as_user(make_coordinator())
    for query in ("episode=open", "episode=open", "episode=late"):
        keep(client, query=query)
    assert [kept.query for kept in SavedFilter.objects.all()] == ["episode=late"]


@pytest.mark.parametrize(
    ("name", "query"), [("", "episode=open"), ("n" * 61, "episode=open"), ("All", "p=2"), ("Long", f"q={'x' * 2000}")]
)
def test_what_is_no_filter_is_not_kept(as_user, name, query):
    client = as_user(make_coordinator())
    assert keep(client, name, query).status_code == 302
    assert not SavedFilter.objects.exists()


def test_one_more_than_a_list_takes_is_refused_but_a_kept_one_may_change(as_user, monkeypatch):
    monkeypatch.setattr(saved_filters, "MOST", 2)
    client = as_user(make_coordinator())
    for name in ("a", "b", "c", "b"):
        keep(client, name)
    assert set(SavedFilter.objects.values_list("name", flat=True)) == {"a", "b"}


def test_amal_neither_sees_nor_opens_nor_deletes_what_souad_kept(as_user):
    souad = as_user(make_coordinator())
    keep(souad, "Private")
    assert "Private" in souad.get(KEEP).content.decode()
    pk, client = SavedFilter.objects.get().pk, as_user(make_coordinator())
    assert "Private" not in client.get(KEEP).content.decode() + client.get(PEOPLE).content.decode()
    assert client.get(reverse("admin:saved_filter", args=[pk])).status_code == 404
    assert client.post(reverse("admin:delete_filter", args=[pk])).status_code == 404
    assert SavedFilter.objects.count() == 1


def test_filter_goes_when_its_owner_deletes_it(as_user):
    client = as_user(make_coordinator())
    keep(client)
    address = reverse("admin:delete_filter", args=[SavedFilter.objects.get().pk])
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == PEOPLE
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("of_list", ["audit.auditentry", "no.list", ""])
def test_list_that_the_user_does_not_see_is_none_to_keep_a_filter_of(as_user, of_list):
    assert keep(as_user(make_user("programme_officer")), of_list=of_list).status_code == 404


def test_what_was_searched_for_lies_sealed_in_the_database(as_user):
    keep(as_user(make_coordinator()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM office_savedfilter")
        assert "Alaoui" not in cursor.fetchone()[0]


def test_filters_end_when_their_owner_leaves(as_user):
    latifa, omar = make_user("auditor"), make_user("administrator")
    keep(as_user(latifa))
    assert "saved filters" in [str(held.label) for held in leaving.held_by(latifa)]
    leaving.hand_over(user=latifa, to={}, by=omar, on=timezone.localdate())
    assert not SavedFilter.objects.exists()


def test_name_and_query_hold_no_sign_that_does_harm(as_user):
    client = as_user(make_coordinator())
    response = keep(client, " a\0\u202e <b>\n ", "q=x\r\nSet-Cookie: y=1&//elsewhere.test=1")
    assert response["Location"].startswith(f"{PEOPLE}?") and "\n" not in response["Location"]
    assert SavedFilter.objects.get().name == "a <b>"
    assert "a &lt;b&gt;" in client.get(KEEP).content.decode()
