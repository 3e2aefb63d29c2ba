"""Job placements on a person's page, as Souad enters them and head office reads them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Placement
from beneficiaries.services import particulars
from reintegration.ground.audit import trail
from tests import holders, pages
from tests.factories import OPENED_ON, make_coordinator, make_person, make_user, reread

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)
ROW = {"employer": "Atelier Zahra", "position": "Couturière", "started_on": "2026-04-01"}


@pytest.fixture
def person(souad):
    return make_person(by=souad)


@pytest.fixture
def placed(person, souad):
    return particulars.save(record=Placement(beneficiary=person, employer="Atelier", started_on=OPENED_ON), by=souad)


def page_of(person):
    return reverse("admin:beneficiaries_beneficiary_change", args=[person.pk])


def enter(client, person, **changes):
    row = {f"placements-0-{name}": value for name, value in {**ROW, **changes}.items()}
    return pages.send(client, page_of(person), **row, **{"placements-TOTAL_FORMS": 1})


def test_souad_enters_a_placement(office, person, souad):
    response = enter(office, person)

    assert response.status_code == 302, pages.errors_of(response)
    placement = person.placements.get()
    assert (placement.employer, placement.position, str(placement.started_on)) == tuple(ROW.values())
    assert [(entry.action, entry.by) for entry in trail.entries_of(placement)] == [("add", souad)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"employer": ""}, "required"),
        ({"started_on": ""}, "required"),
        ({"started_on": f"{TOMORROW}"}, "still to come"),
        ({"ended_on": "2026-03-31"}, "before the beginning"),
    ],
)
def test_souad_enters_a_placement_wrongly_and_is_told(office, person, change, message):
    response = enter(office, person, **change)

    assert any(message in line for line in pages.errors_of(response))
    assert not Placement.objects.exists()


def test_souad_ends_a_placement(office, person, placed):
    response = pages.send(office, page_of(person), **{"placements-0-ended_on": "2026-09-30"})

    assert response.status_code == 302, pages.errors_of(response)
    assert str(reread(placed).ended_on) == "2026-09-30"
    assert list(trail.entries_of(placed)[0].changes) == ["ended_on"]


def test_souad_deletes_no_placement(office, person, placed):
    pages.send(office, page_of(person), **{"placements-0-DELETE": "on"})

    assert reread(placed)


def test_latifa_reads_a_placement_and_cannot_change_it(client, person, placed):
    client.force_login(make_user("auditor"))

    page = client.get(page_of(person))

    assert "Atelier" in page.content.decode()
    assert not any("placements-0-employer" in form.values for form in pages.forms_of(page))


def test_amal_finds_no_placement_of_souad(placed):
    assert not Placement.objects.visible_to(make_coordinator()).exists()


def test_the_database_refuses_a_placement_that_ends_before_it_begins(placed):
    def ends_early():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE beneficiaries_placement SET ended_on = '2020-01-01'")
                transaction.set_rollback(True)
        except IntegrityError:
            return False
        return True

    assert not ends_early()
    # PostgreSQL alters no table while foreign keys wait to be checked.
    connection.check_constraints()
    with holders.without(["placement_in_order"]):
        assert ends_early()
