"""The demonstration: told twice it changes nothing, told in parts it is the same, and every role finds work in it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from beneficiaries.models import Beneficiary
from programs.models import Application
from programs.services import ledger
from reintegration.demo import accounts, el_jadida, under_way
from reintegration.demo.telling import Cast
from reintegration.ground.access.models import User
from reintegration.ground.audit import verifying
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.jobs.models import Job
from reintegration.ground.jobs.running import take
from reintegration.office.today import work_for
from tests.demo.interrupted import nothing_said, tell

# A job is the record of having been told; the chain of the audit trail has seals of its own.
TOLD_AGAIN = {"jobs.Job", "audit.AuditSeal"}


def every_row():
    """{model: the id and version of each row} of everything that the stories could have touched."""
    models = [model for model in apps.get_models() if model._meta.managed and model._meta.label not in TOLD_AGAIN]
    return {model._meta.label: sorted(map(repr, model._base_manager.values_list(*columns(model)))) for model in models}


def columns(model):
    names = {field.name for field in model._meta.concrete_fields}
    return ["pk", *(names & {"version", "status", "amount"})]


def people():
    """What identifies each person and file, whatever day the story was told on."""
    fields = (
        "file_number",
        "given_name_ar",
        "family_name_ar",
        "given_name_latin",
        "family_name_latin",
        "sex",
        "cin_key",
    )
    return list(Beneficiary.objects.order_by("pk").values_list(*fields, "birth_year", "centre__code"))


def files():
    fields = ("beneficiary__file_number", "program__slug", "title_ar", "sector__code", "province__code", "status")
    rows = Application.objects.order_by("beneficiary__file_number", "pk")
    return list(rows.values_list(*fields, "amount_requested", "amount_approved"))


@pytest.mark.django_db
def test_story_told_twice_changes_nothing(demonstration):
    before, entries = every_row(), AuditEntry.objects.count()
    tell()
    assert every_row() == before
    assert AuditEntry.objects.count() == entries
    assert Job.objects.filter(kind="seed_demo", status=Job.Status.DONE).count() == 2


@pytest.mark.django_db
def test_story_told_again_next_week_changes_nothing(demonstration):
    before = every_row()
    centres = accounts.open_centres()
    cast = Cast(accounts.open_accounts(centres), centres)
    el_jadida.tell(cast, nothing_said)
    under_way.tell(cast, nothing_said, today=timezone.localdate() + timedelta(days=7))
    assert every_row() == before


@pytest.mark.django_db
def test_control_missing_person_is_told_again(demonstration):
    """The comparison sees a difference: a person with a card that the story does not know is somebody else."""
    before = people()
    drafting = Beneficiary.objects.filter(applications__isnull=True, episodes__life_projects__isnull=False)
    stranger = drafting.order_by("pk").last()
    Beneficiary.objects.filter(pk=stranger.pk).update(cin_key="")
    tell()
    assert len(people()) == len(before) + 1


@pytest.mark.django_db
def test_story_was_stopped_in_its_midst_and_went_on(demonstration, stops):
    """What the other tests find in the demonstration, they find in one that was told so."""
    first, second, *later = stops
    assert 0 < first < second == 478, stops
    assert second < later[0] < 478 + 453 and later[-1] < Beneficiary.objects.count(), stops


@pytest.mark.django_db
@pytest.mark.parametrize("username", [name for name, *_, role, _centre in accounts.ACCOUNTS if role])
def test_every_role_finds_something_to_do(demonstration, username):
    user = User.objects.get(username=username)
    today = work_for(user, on=timezone.localdate())
    assert [section.title for section in today["sections"] if section.items]


@pytest.mark.django_db
def test_books_of_the_demonstration_are_whole(demonstration):
    assert ledger.differences() == []
    assert [str(finding) for finding in verifying.verify()] == []


@pytest.mark.django_db
def test_tranche_2_holds_what_the_facts_say(demonstration):
    line = under_way.prepare(None, None).tranche_2
    assert [str(amount) for amount in (line.allocated, line.reserved, line.free)] == [
        "120000.00",
        "85000.00",
        "35000.00",
    ]


@pytest.mark.django_db
def test_story_is_told_only_in_the_demonstration(settings):
    settings.DEMO, before = False, User.objects.count()
    with pytest.raises(CommandError, match="DEMO=1"):
        tell()
    assert User.objects.count() == before


@pytest.mark.django_db
def test_only_one_tells_the_story():
    call_command("seed_demo", "--in-background", stdout=StringIO())
    call_command("seed_demo", "--in-background", stdout=StringIO())
    take(Job.objects.unfinished().get().pk)
    with pytest.raises(CommandError, match="already"):
        tell()
