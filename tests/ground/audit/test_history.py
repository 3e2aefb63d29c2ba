"""The status of a day, as known then or later: Friday's step entered on Monday, and corrections of the past."""

from datetime import UTC, date, datetime

import pytest

from programs.models import Application
from reintegration.ground.audit import history
from reintegration.ground.audit.models import StatusChange
from tests.programs.factories import make_application

pytestmark = pytest.mark.django_db

FRIDAY, SATURDAY, MONDAY = date(2019, 12, 27), date(2019, 12, 28), date(2019, 12, 30)
FIRST_DAY = date(2019, 12, 2)


def told(*steps):
    """A file whose history is these (from, to, day, recorded on); its own, of today, lies after all of them."""
    file = make_application()
    for old, new, on, recorded in steps:
        StatusChange.objects.create(
            subject_type="programs.application",
            subject_id=str(file.pk),
            from_status=old,
            to_status=new,
            verb="step",
            on=on,
            at=datetime(recorded.year, recorded.month, recorded.day, 12, tzinfo=UTC),
        )
    return file


def known(day):
    return datetime(day.year, day.month, day.day, 23, tzinfo=UTC)


def on(day, **when):
    return history.with_status_on(Application.objects.all(), day, **when).get().status_on


def test_step_of_friday_entered_on_monday_holds_on_saturday():
    told(("submitted", "checked", FIRST_DAY, FIRST_DAY), ("checked", "approved", FRIDAY, MONDAY))
    assert on(date(2019, 12, 26)) == "checked"
    assert on(FRIDAY) == on(SATURDAY) == "approved"


def test_what_was_known_on_saturday_is_asked_for():
    told(("submitted", "checked", FIRST_DAY, FIRST_DAY), ("checked", "approved", FRIDAY, MONDAY))
    assert on(SATURDAY, known_at=known(SATURDAY)) == "checked"
    assert on(SATURDAY, known_at=known(MONDAY)) == "approved"


def test_correction_of_the_past_holds_from_the_day_it_corrects():
    """Returned by mistake on Monday, put right on Tuesday; checked after all on Friday already."""
    told(
        ("submitted", "returned", SATURDAY, SATURDAY),
        ("returned", "submitted", MONDAY, MONDAY),
        ("submitted", "checked", FRIDAY, date(2019, 12, 31)),
    )
    assert on(SATURDAY) == "checked"
    assert on(SATURDAY, known_at=known(MONDAY)) == "returned"


def test_row_without_a_step_by_then_has_no_status():
    told(("submitted", "checked", FRIDAY, FRIDAY))
    assert on(FIRST_DAY) is None
    assert not Application.objects.with_status_on(FIRST_DAY, "submitted").exists()


def test_day_is_one_query(django_assert_num_queries):
    for _number in range(3):
        told(("submitted", "checked", FRIDAY, FRIDAY))
    with django_assert_num_queries(1):
        assert len(Application.objects.with_status_on(FRIDAY, "checked")) == 3
