"""Every kind of act leaves its entry: a table of acts by pages, services and commands, and what the trail then says."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from beneficiaries.services import importing, people, projects
from programs.moves import OF_LINES
from programs.services import decisions
from reintegration.ground.audit.acts import ACTS, act
from reintegration.ground.audit.models import AuditEntry
from tests import pages
from tests.access import addresses
from tests.access.world import OWN, make_world
from tests.beneficiaries.sheets import HASSAN, xlsx
from tests.factories import PASSWORD, make_centre, make_project, make_user
from tests.programs.factories import make_application, make_line

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "staple battery horse"


@pytest.fixture
def world():
    return make_world(OWN, line=make_line(amount="500000"), name="Alphaville")


def newest():
    entry = AuditEntry.objects.first()
    return entry.action, entry.subject_type, entry.by or entry.actor


def admin_url(name, *args):
    return reverse(f"admin:{name}", args=args)


def export(client, label):
    url = admin_url(f"{label.replace('.', '_')}_export")
    fields = client.get(url).context["form"].fields
    chosen = {name: "on" for name in fields if name not in ("format", "resource", "export_items")}
    response = client.post(url, {"format": "1", "resource": "0", **chosen})
    assert response.headers["Content-Disposition"].startswith("attachment"), label


# --- by services


def test_writes_leave_entries(world):
    souad, person = world.coordinator, world.person
    changed = type(person).objects.get(pk=person.pk)
    changed.phone = "0600112233"
    spare = make_project(person=person, by=souad)
    file = "beneficiaries.beneficiary"
    table = [
        (lambda: people.save(person=changed, by=souad), ("change", file)),
        (lambda: projects.discard(project=spare, by=souad), ("delete", "beneficiaries.lifeproject")),
        (lambda: importing.register_all(data=xlsx(HASSAN), centre=world.centre, by=souad), ("import", file)),
        (
            lambda: people.transfer(beneficiary=changed, centre=make_centre(), on=person.created_at.date(), by=souad),
            ("transfer", file),
        ),
    ]
    found = []
    for do, _expected in table:
        do()
        found.append(newest())
    assert found == [(*expected, souad) for _act, expected in table]


def test_submission_and_decision_leave_entries(world):
    line = make_line(amount="500000")
    checked, driss = (
        make_application(status="checked", by=world.coordinator, program=line.program),
        make_user("approver"),
    )

    decisions.approve(application=checked, by=driss, line=line)

    said = AuditEntry.objects.about(checked).order_by("pk").values_list("action", "by__username")
    assert [action for action, _by in said] == ["submit", "check", "approve"]
    assert list(said)[-1] == ("approve", driss.username)


# --- by pages


def test_reading_protected_facts_leaves_an_entry_and_reading_others_none(client, world):
    client.force_login(world.coordinator)
    client.get(admin_url("beneficiaries_beneficiary_change", world.person.pk))
    assert newest() == ("read_protected", "beneficiaries.beneficiary", world.coordinator)


def test_every_export_leaves_an_entry(client, world):
    latifa = make_user("auditor")
    exporters = [label for label, a in addresses.registered().items() if hasattr(a, "get_export_data")]
    assert len(exporters) == 3
    for label in exporters:
        user = world.coordinator if label == "beneficiaries.beneficiary" else latifa
        client.force_login(user)
        export(client, label)
        assert newest() == ("export", label, user)


def test_every_address_that_hands_out_a_file_leaves_an_entry(client, world):
    client.force_login(world.coordinator)
    asked, files = [*addresses.pages(), *addresses.records(world), *addresses.others(world)], []
    for address in asked:
        if address.name in addresses.UNASKED:
            continue
        before = AuditEntry.objects.count()
        response = client.get(address.url)
        if response.headers.get("Content-Type", "").startswith(("application/pdf", "text/csv", "application/vnd")):
            files.append(address.name)
            assert AuditEntry.objects.count() == before + 1, address
            assert newest()[0] == "print"
    assert len(files) >= 2


def test_opening_the_figures_leaves_an_entry(client, world):
    souad = make_user("programme_officer")
    client.force_login(souad)
    client.get(admin_url("program_figures", world.values["program_figures"]["slug"]))
    assert newest() == ("report", "programs.program", souad)


# --- at the door


def sign_in(client, username, password):
    return client.post(reverse("admin:login"), {"username": username, "password": password, "next": "/"})


def test_signing_in_and_out_leaves_entries(client, souad):
    sign_in(client, souad.username, PASSWORD)
    assert newest() == ("sign-in", "access.user", souad)
    client.post(reverse("admin:logout"))
    assert newest() == ("sign-out", "access.user", souad)


def test_wrong_password_names_the_account_that_was_tried(client, souad):
    sign_in(client, souad.username, "wrong")
    entry = AuditEntry.objects.get(action="sign-in-failed")
    assert (entry.subject_id, entry.label, entry.by, entry.actor) == (str(souad.pk), souad.username, None, "unknown")


def test_name_that_is_no_account_is_not_kept(client, souad):
    sign_in(client, "correct horse battery", "")
    sign_in(client, PASSWORD, "wrong")
    entry = AuditEntry.objects.get(action="sign-in-failed")
    assert (entry.subject_id, entry.label, entry.actor) == ("", "", "unknown")
    assert PASSWORD not in str(AuditEntry.objects.values())


def test_setting_a_password_leaves_an_entry_and_a_refused_one_none(client, souad):
    client.force_login(souad)
    words = {"old_password": "wrong", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    client.post(reverse("admin:password_change"), words)
    assert newest()[0] == "sign-in"
    client.post(reverse("admin:password_change"), {**words, "old_password": PASSWORD})
    assert newest() == ("set-password", "access.user", souad)
    souad.refresh_from_db()
    assert souad.check_password(NEW_PASSWORD)


# --- by commands


@pytest.mark.parametrize("named", [True, False])
def test_every_command_that_reads_leaves_an_entry(world, named, tmp_path, capsys):
    by = {"by": world.coordinator.username} if named else {}
    actor = world.coordinator if named else "console:clerk"
    ceremony = world.records["disbursements.ceremony"].list_number
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOGNAME", "clerk")
        for name in ("handover_list", "certificates"):
            call_command(name, ceremony, output=tmp_path / "x.pdf", **by)
            assert newest() == ("print", "disbursements.ceremony", actor)
        reader = make_user("auditor") if named else None
        call_command("program_report", world.values["program_figures"]["slug"], by=reader and reader.username)
        assert newest() == ("report", "programs.program", reader or actor)


def test_change_by_a_page_leaves_one_entry(client, world):
    client.force_login(world.coordinator)
    before = AuditEntry.objects.exclude(action="read_protected").count()
    url = admin_url("beneficiaries_beneficiary_change", world.person.pk)
    assert pages.send(client, url, phone="0600998877").status_code == 302
    assert newest() == ("change", "beneficiaries.beneficiary", world.coordinator)
    assert AuditEntry.objects.exclude(action="read_protected").count() == before + 1


@pytest.mark.django_db
def test_every_act_of_the_demonstration_has_words(demonstration):
    told = AuditEntry.objects.order_by("action").values_list("action", "subject_type").distinct()
    assert [name for name, kind in told if str(act(AuditEntry(action=name, subject_type=kind))) == name] == []
    assert [kind for kind in OF_LINES if kind not in ACTS] == []
