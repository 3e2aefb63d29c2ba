"""The demonstration's accounts: one for each role, known to everybody, and so only with DEMO=1."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from reintegration.demo.accounts import ACCOUNTS, PASSWORD
from reintegration.ground.access.models import Centre, Posting, User
from tests.factories import make_province


def printed():
    output = StringIO()
    call_command("demo_accounts", stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_stranger_reads_how_to_sign_in_as_each_role():
    text = printed()
    assert PASSWORD in text
    for role in Posting.Role.values:
        assert f" {role}" in text


@pytest.mark.django_db
def test_accounts_open_with_the_printed_password(client):
    printed()
    for username, *_names, role, _centre in ACCOUNTS:
        assert client.login(username=username, password=PASSWORD)
        assert User.objects.get(username=username).scope.roles == ({role} if role else set())


@pytest.mark.django_db
def test_accounts_made_twice_stay_as_somebody_changed_them():
    printed()
    souad = User.objects.get(username="souad")
    souad.set_password("another one altogether")
    souad.save()
    printed()
    assert User.objects.get(username="souad").check_password("another one altogether")
    assert Posting.objects.filter(user=souad).count() == 1


@pytest.mark.django_db
def test_el_jadida_is_served_by_casablanca():
    printed()
    serving = Centre.objects.serving(make_province("El Jadida"), timezone.localdate())
    assert [centre.code for centre in serving] == ["CAS"]


@pytest.mark.django_db
def test_accounts_are_refused_outside_the_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        printed()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_posting_waits_for_the_other_administrator_and_is_not_asked_for_again():
    printed()
    omar, zineb = (User.objects.get(username=name) for name in ("omar", "zineb"))
    asked = Posting.objects.waiting_for(omar, on=timezone.localdate())
    assert asked.count() == 1 and not Posting.objects.waiting_for(zineb, on=timezone.localdate())
    asked.get().delete()
    printed()
    assert not Posting.objects.waiting().exists()
