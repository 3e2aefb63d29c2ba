"""Officers score files on the criteria of their program."""

import pytest

from programs.services import scores
from reintegration.ground.errors import Refused
from tests.factories import make_user
from tests.programs.factories import make_application, make_criterion

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia():
    return make_user("programme_officer")


@pytest.fixture
def file():
    return make_application()


@pytest.fixture
def criterion(file):
    return make_criterion(file.program, max_points=20)


def test_officer_scores_and_corrects(nadia, file, criterion):
    scores.give(application=file, criterion=criterion, points=12, by=nadia)
    scores.give(application=file, criterion=criterion, points=20, by=nadia)
    assert [(s.points, s.by) for s in file.scores.all()] == [(20, nadia)]


@pytest.mark.parametrize("points", [-1, 21])
def test_officer_scores_beyond_the_scale_and_is_refused(nadia, file, criterion, points):
    with pytest.raises(Refused, match="from 0 to 20"):
        scores.give(application=file, criterion=criterion, points=points, by=nadia)


def test_officer_scores_on_a_foreign_criterion_and_is_refused(nadia, file):
    with pytest.raises(Refused, match="another program"):
        foreign = make_criterion(make_application().program)
        scores.give(application=file, criterion=foreign, points=1, by=nadia)


def test_approver_has_no_right_to_score(file, criterion):
    with pytest.raises(Refused, match="role"):
        scores.give(application=file, criterion=criterion, points=1, by=make_user("approver"))


@pytest.mark.parametrize("status", ["approved", "rejected", "withdrawn", "returned"])
def test_closed_file_is_not_scored(nadia, status):
    file = make_application(status=status)
    with pytest.raises(Refused, match="not open"):
        scores.give(application=file, criterion=make_criterion(file.program), points=1, by=nadia)
