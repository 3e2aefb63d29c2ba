"""Who sees what: postings give roles and centres; nothing else does."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from reintegration.ground.access.models import Centre, CentreProvince, Posting, User
from reintegration.ground.access.scope import must_see, within
from reintegration.ground.errors import Refused
from reintegration.roles import PERMISSIONS
from tests.factories import NATIONAL_ROLES, make_centre, make_coordinator, make_posting, make_province, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", NATIONAL_ROLES)
def test_head_office_sees_every_centre(role):
    make_centre()

    assert make_user(role).scope.is_national
    assert within(Centre.objects.all(), make_user(role), "pk").count() == 1


@pytest.mark.parametrize("role", ["coordinator", "social_worker"])
def test_a_centre_role_sees_its_centre_only(role):
    own, other = make_centre(), make_centre()
    user = make_user(role, own)

    assert list(Centre.objects.visible_to(user)) == [own]
    must_see(user, own.pk)
    with pytest.raises(Refused):
        must_see(user, other.pk)


def test_a_user_posted_nowhere_sees_nothing():
    make_centre()

    assert not Centre.objects.visible_to(make_user()).exists()
    assert make_user().get_all_permissions() == set()


def test_a_user_of_two_centres_sees_both():
    first, second, _third = make_centre(), make_centre(), make_centre()
    user = make_coordinator(first)
    make_posting(user=user, role="social_worker", centre=second, starts_on=date(2020, 1, 1))

    assert set(Centre.objects.visible_to(fresh(user))) == {first, second}
    assert fresh(user).scope.roles == {"coordinator", "social_worker"}


@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(0, 0, True), (-5, None, True), (-5, -1, False), (1, None, False), (-5, 3, True)]
)
def test_a_posting_holds_between_its_days(starts, ends, holds):
    user, centre = make_user(), make_centre()
    day = timezone.localdate()
    make_posting(
        user=user,
        role="coordinator",
        centre=centre,
        starts_on=day + timedelta(days=starts),
        ends_on=None if ends is None else day + timedelta(days=ends),
    )

    assert ("coordinator" in user.scope.roles) is holds


def test_an_inactive_user_has_no_right_left():
    user = make_user("approver")
    user.is_active = False
    user.save()

    assert not fresh(user).has_perm("programs.decide_application")
    assert not fresh(user).scope.is_national


@pytest.mark.parametrize("role", PERMISSIONS)
def test_a_role_has_the_permissions_of_the_table_and_no_other(role):
    assert make_user(role).get_all_permissions() == PERMISSIONS[role]


def test_no_role_both_decides_and_pays():
    """Separation of duties begins with the table."""
    both = {"programs.decide_application", "disbursements.pay_disbursement"}

    assert not any(both <= permissions for permissions in PERMISSIONS.values())


@pytest.mark.parametrize("role", ["auditor"])
def test_the_auditor_changes_nothing(role):
    verbs = {permission.partition(".")[2].partition("_")[0] for permission in PERMISSIONS[role]}

    assert verbs <= {"view", "count", "export", "print"}


def test_souad_sees_the_people_posted_to_her_centre():
    souad, amal = make_coordinator(), make_coordinator()
    karim = make_user("social_worker", souad.postings_now[0].centre)

    assert set(User.objects.visible_to(souad)) == {souad, karim}
    assert amal not in User.objects.visible_to(souad)


def test_the_database_refuses_a_superuser():
    user = make_user()
    user.is_superuser = True

    with pytest.raises(IntegrityError), transaction.atomic():
        user.save()


@pytest.mark.parametrize(("role", "has_centre"), [("coordinator", False), ("approver", True)])
def test_the_database_refuses_a_role_at_the_wrong_place(role, has_centre):
    posting = Posting(user=make_user(), role=role, centre=make_centre() if has_centre else None)

    with pytest.raises(IntegrityError), transaction.atomic():
        posting.save()


def test_the_database_refuses_a_posting_that_ends_before_it_starts():
    posting = Posting(user=make_user(), role="approver", starts_on=date(2026, 2, 2), ends_on=date(2026, 2, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        posting.save()


def test_a_centre_serves_a_province_for_its_days():
    centre = make_centre(provinces=())
    province = make_province("Settat")
    CentreProvince.objects.create(
        centre=centre, province=province, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31)
    )

    assert list(Centre.objects.serving(province, date(2020, 12, 31))) == [centre]
    assert not Centre.objects.serving(province, date(2021, 1, 1)).exists()


def test_the_only_centre_is_one_that_is_active():
    first = make_centre()
    user = make_coordinator(first)
    assert Centre.objects.visible_to(user).only_one() == first

    make_posting(user=user, role="coordinator", centre=make_centre())
    assert Centre.objects.visible_to(fresh(user)).only_one() is None

    first.is_active = False
    first.save()
    assert Centre.objects.visible_to(fresh(user)).only_one() != first
