"""The chips of a list: their numbers are those of the rows behind them, capped, within the user's rights, one query."""

import pytest
from django.urls import reverse

from reintegration.ground.admin import filters
from reintegration.office import chips
from tests.factories import make_coordinator, make_user
from tests.office.worlds import Office
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
FILES = reverse("admin:programs_application_changelist")
PROJECTS = reverse("admin:beneficiaries_lifeproject_changelist")
PEOPLE = reverse("admin:beneficiaries_beneficiary_changelist")


def shown(client, url):
    """The filters of a list as its page shows them."""
    page = client.get(url)
    return chips.filters_of(page.context["cl"], page.wsgi_request)


def numbers(client, url):
    return {choice["query_string"]: choice.get("count") for one in shown(client, url) for choice in one.choices}


@pytest.mark.parametrize("url", [FILES, PEOPLE, reverse("admin:disbursements_ceremony_changelist")])
def test_number_on_a_chip_is_the_number_of_rows_behind_it(as_user, url):
    office = Office()
    office.at_the_centre(2)
    client = as_user(office.souad)
    counted = {query: int(count) for query, count in numbers(client, url).items() if count}
    assert len(counted) > 3
    assert {query: client.get(url + query).context["cl"].result_count for query in counted} == counted


def test_chips_count_within_what_is_chosen_beside_them(as_user):
    office = Office()
    office.at_the_centre(2)
    by_status, *_others = shown(as_user(office.nadia), f"{FILES}?waits=me")
    counts = {choice["display"]: choice["count"] for choice in by_status.choices}
    assert counts["All"] == counts["Submitted"] == "2"
    assert counts["Returned for completion"] == "0"


def test_chips_of_amal_count_nothing_of_another_centre(as_user):
    Office().at_the_centre(1)
    assert set(numbers(as_user(make_coordinator()), FILES).values()) <= {"0", None}


def test_chips_count_no_further_than_anybody_reads_and_not_beside_a_search(as_user, monkeypatch):
    monkeypatch.setattr(chips, "MOST_COUNTED", 1)
    office = Office()
    office.at_the_centre(2)
    client = as_user(office.nadia)
    assert numbers(client, FILES)["?status__exact=submitted"] == "1+"
    assert set(numbers(client, f"{FILES}?q=a").values()) == {None}


def test_what_the_address_alone_narrows_is_said_and_can_be_taken_away(as_user):
    client = as_user(make_user("auditor"))
    *_known, last = shown(client, f"{FILES}?status__in=checked,waiting")
    assert (last.chosen["display"], last.everything["query_string"]) == ("Checked, Waiting list", "?")


@pytest.mark.parametrize("url", [FILES, PEOPLE, PROJECTS, reverse("admin:beneficiaries_followupvisit_changelist")])
def test_list_asks_as_often_for_many_rows_as_for_few(as_user, url):
    office = Office()
    office.at_the_centre(1)
    client = as_user(office.souad)
    few = count_queries(client, url)
    office.at_the_centre(3)
    assert count_queries(client, url) == few


def test_list_too_long_to_count_says_so(as_user, monkeypatch):
    monkeypatch.setattr(filters, "COUNT_CAP", 1)
    monkeypatch.setattr(filters.CappedPaginator, "cap", 1)
    office = Office()
    office.at_the_centre(1)
    assert "More than 1 results" in as_user(office.nadia).get(FILES).content.decode()


def test_export_has_the_rows_that_the_list_shows_in_their_order_and_says_how_many(as_user):
    office = Office()
    office.at_the_centre(2)
    client = as_user(office.nadia)
    narrowed = "?waits=me&o=1"
    address = reverse("admin:programs_application_export") + narrowed
    page = client.get(address)
    assert "Export 2 rows" in page.content.decode()
    chosen = {field.html_name: "on" for field in page.context["form"] if hasattr(field.field, "is_selectable_field")}
    given = client.post(address, {"format": "1", "resource": "0", **chosen}).content.decode("utf-8-sig")
    numbers = [row.beneficiary.file_number for row in client.get(FILES + narrowed).context["cl"].result_list]
    places = [given.find(number) for number in numbers]
    assert len(places) == 2 and places == sorted(places) and places[0] > 0
    assert len(given.strip().splitlines()) == 3


@pytest.mark.parametrize(
    ("query", "status"),
    [("?waits=me", 200), ("?waits=else", 200), ("?status__exact=%00", 400), ("?q=%00", 200), ("?waits=%00", 400)],
)
def test_forged_address_of_a_list_is_no_fault_of_ours(as_user, query, status):
    """Nadia pays nothing: the filter by what waits has nothing to offer her."""
    url = reverse("admin:disbursements_disbursement_changelist")
    assert as_user(make_user("programme_officer")).get(url + query).status_code == status


def test_search_of_a_thousand_words_is_answered(as_user, souad):
    assert (
        as_user(souad).get(reverse("admin:beneficiaries_intervention_changelist"), {"q": "a " * 2000}).status_code
        == 200
    )
