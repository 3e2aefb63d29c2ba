"""Officers change the criteria of a program; the points given on them stay within."""

import pytest

from programs.services import scores
from tests.factories import make_user
from tests.pages import errors_of, send
from tests.programs.factories import make_application, make_criterion

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia():
    return make_user("programme_officer")


@pytest.fixture
def criterion(nadia):
    file = make_application()
    criterion = make_criterion(file.program, max_points=20)
    scores.give(application=file, criterion=criterion, points=12, by=nadia)
    return criterion


def lower(client, criterion, most):
    url = f"/programs/program/{criterion.program_id}/change/"
    return send(client, url, **{"criteria-0-max_points": most})


def test_officer_lowers_a_criterion_to_the_points_given(as_user, nadia, criterion):
    lower(as_user(nadia), criterion, 12)

    criterion.refresh_from_db()
    assert criterion.max_points == 12


def test_officer_lowers_a_criterion_below_points_given_and_is_refused(as_user, nadia, criterion):
    answer = lower(as_user(nadia), criterion, 11)

    criterion.refresh_from_db()
    assert errors_of(answer) == ["A file has 12 points on this criterion."]
    assert criterion.max_points == 20
