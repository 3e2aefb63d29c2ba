"""Registering people from spreadsheets: the service, the pages and the command."""

import io
from collections import Counter

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation

from beneficiaries.models import Beneficiary
from beneficiaries.services import importing
from reintegration.ground.audit import trail, verifying
from reintegration.ground.audit.models import AuditEntry
from reintegration.ground.errors import Refused
from tests import pages
from tests.beneficiaries.sheets import ARABIC, ENGLISH, FATIMA, FRENCH, HASSAN, changed, csv, xlsx
from tests.factories import make_centre, make_coordinator, make_person, make_posting, make_user

pytestmark = pytest.mark.django_db

IMPORT = reverse("admin:beneficiaries_beneficiary_import")
PROCESS = reverse("admin:beneficiaries_beneficiary_process_import")
SEX, BORN, CARD, PROVINCE, CONSENT = 4, 5, 6, 7, 8


@pytest.fixture
def centre(souad):
    return souad.postings_now[0].centre


@pytest.fixture
def office(client, souad, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    client.force_login(souad)
    return client


def upload(client, data, name="people.xlsx", **fields):
    return client.post(IMPORT, {"import_file": SimpleUploadedFile(name, data), **fields})


def confirm(client, preview):
    form = next(form for form in pages.forms_of(preview) if "upload" in form.values)
    return client.post(PROCESS, form.sent(), follow=True)


@pytest.mark.parametrize("headings", [ARABIC, FRENCH, ENGLISH])
@pytest.mark.parametrize("make", [xlsx, csv])
def test_headings_of_each_language_are_known(souad, centre, headings, make):
    report = importing.register_all(data=make(HASSAN, FATIMA, headings=headings), centre=centre, by=souad)

    hassan = Beneficiary.objects.get(given_name_latin="Hassan")
    assert report.count("new") == 2
    assert (hassan.sex, str(hassan.birth_date), hassan.cin, hassan.centre) == ("M", "1985-04-03", "BE123456", centre)
    assert str(hassan.consents.get().given_on) == "2026-03-02"


def test_an_exported_heading_is_an_imported_heading():
    names = importing.headings()
    with translation.override("ar"):
        labels = [str(Beneficiary._meta.get_field(name).verbose_name) for name in ("given_name_ar", "cin", "schooling")]
    assert all(any(label in words for words in names.values()) for label in labels)


def test_the_same_file_twice_adds_nobody(souad, centre):
    data = xlsx(HASSAN, FATIMA)
    importing.register_all(data=data, centre=centre, by=souad)

    report = importing.register_all(data=data, centre=centre, by=souad)

    assert (report.count("new"), report.count("same"), Beneficiary.objects.count()) == (0, 2, 2)


def test_a_person_twice_in_one_file_is_registered_once(souad, centre):
    importing.register_all(data=xlsx(HASSAN, FATIMA, FATIMA, HASSAN), centre=centre, by=souad)

    assert Beneficiary.objects.count() == 2


def test_a_namesake_with_another_card_or_birth_is_another_person(souad, centre):
    rows = [HASSAN, changed(HASSAN, CARD, "BE999999"), changed(changed(HASSAN, CARD, ""), BORN, "1970-01-01")]

    importing.register_all(data=xlsx(*rows), centre=centre, by=souad)

    assert Beneficiary.objects.count() == 3


def test_a_person_entered_by_hand_is_known_by_name_and_birth(souad, centre):
    make_person(by=souad, birth_year=1990)

    report = importing.preview(data=xlsx(FATIMA), centre=centre, by=souad)

    assert [line.outcome for line in report.lines] == ["same"]


def test_the_same_person_at_another_centre_says_nothing(souad, centre):
    make_person(cin="BE123456", given_name_ar="حسن", family_name_ar="بناني", birth_year=1985)

    assert importing.preview(data=xlsx(HASSAN), centre=centre, by=souad).count("new") == 1


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        (SEX, "?", "none of"),
        (BORN, "31/02/1990", "no date"),
        (BORN, "2200-01-01", "cannot be right"),
        (PROVINCE, "Atlantide", "not known"),
        (CONSENT, "", "needed"),
        (CONSENT, "2200-01-01", "still to come"),
        (0, "", "blank"),
    ],
)
def test_a_wrong_cell_names_its_row_and_column_and_nobody_is_registered(souad, centre, column, value, reason):
    with pytest.raises(Refused) as refusal:
        importing.register_all(data=xlsx(HASSAN, changed(FATIMA, column, value)), centre=centre, by=souad)

    assert "Row 3" in refusal.value.text
    assert FRENCH[column] in refusal.value.text
    assert reason in refusal.value.text
    assert not Beneficiary.objects.exists()


@pytest.mark.parametrize(
    ("heading", "value", "reason"),
    [("Adresse", "x" * 201, "at most 200"), ("Ouvert le", "2200-01-01", "still to come")],
)
def test_a_wrong_cell_about_the_file_names_its_row_and_column(souad, centre, heading, value, reason):
    data = xlsx([*HASSAN, ""], [*FATIMA, value], headings=[*FRENCH, heading])

    (fault,) = importing.preview(data=data, centre=centre, by=souad).faults

    assert "Row 3" in fault.text and heading in fault.text and reason in fault.text


@pytest.mark.parametrize("lost", ["Sexe", "Province", "Date de naissance", "Date du consentement"])
def test_a_missing_column_is_named(souad, centre, lost):
    kept = [number for number, heading in enumerate(FRENCH) if heading != lost]
    data = xlsx([HASSAN[n] for n in kept], headings=[FRENCH[n] for n in kept])

    with pytest.raises(Refused, match="missing"):
        importing.preview(data=data, centre=centre, by=souad)


def test_a_file_of_too_many_rows_is_refused(souad, centre, settings):
    settings.IMPORT_ROWS_MAX = 1

    with pytest.raises(Refused, match="too many rows"):
        importing.preview(data=xlsx(HASSAN, FATIMA), centre=centre, by=souad)


@pytest.mark.parametrize("role", ["social_worker", "programme_officer", "auditor", None])
def test_a_user_without_the_right_imports_nothing(centre, role):
    by = make_user(role, centre if role == "social_worker" else None)

    with pytest.raises(Refused):
        importing.register_all(data=xlsx(HASSAN), centre=centre, by=by)


def test_souad_imports_for_another_centre_and_is_refused(souad):
    with pytest.raises(Refused, match="in your charge"):
        importing.register_all(data=xlsx(HASSAN), centre=make_centre(), by=souad)


def test_an_import_leaves_one_entry_and_a_row_for_each_record(souad, centre):
    entries = AuditEntry.objects.count()

    report = importing.register_all(data=xlsx(HASSAN, FATIMA), centre=centre, by=souad)

    assert AuditEntry.objects.count() == entries + 1
    entry = AuditEntry.objects.get(action="import")
    rows_digest = entry.changes.pop("rows_digest")
    assert entry.changes == {
        "file": [None, report.sha256],
        "centre": [None, centre.code],
        "new": [None, 2],
        "same": [None, 0],
        "rows": [None, 8],
    }
    kinds = Counter(row.subject_type.partition(".")[2] for row in entry.rows.all())
    assert kinds == {"beneficiary": 2, "residence": 2, "consent": 2, "episode": 2}
    assert len(rows_digest[1]) == 64
    assert verifying.verify() == []


def test_an_imported_person_has_the_import_in_the_history(souad, centre, office):
    importing.register_all(data=xlsx(HASSAN, FATIMA), centre=centre, by=souad)
    person = Beneficiary.objects.first()

    page = office.get(reverse("admin:beneficiaries_beneficiary_history", args=[person.pk])).content.decode()

    for record in (person, person.episodes.get(), person.residences.get()):
        assert [entry.action for entry in trail.entries_of(record)] == ["import"]
    assert "Imported" in page and "Entered" not in page


# --- the pages


def test_souad_sends_a_file_looks_and_confirms(office):
    preview = upload(office, xlsx(HASSAN, FATIMA))
    assert not Beneficiary.objects.exists()

    done = confirm(office, preview)

    assert "2 people registered" in done.content.decode()
    assert Beneficiary.objects.count() == 2


def test_a_refused_file_shows_its_faults_and_cannot_be_confirmed(office):
    page = upload(office, xlsx(changed(HASSAN, PROVINCE, "Atlantide")))

    assert "this province is not known" in page.content.decode()
    assert not any("upload" in form.values for form in pages.forms_of(page))


def test_what_is_not_a_sheet_is_refused_in_a_sentence(office):
    assert "neither an Excel workbook" in upload(office, b"PK\x03\x04nonsense").content.decode()


def test_a_file_for_old_windows_is_taken_after_a_look(office):
    data = csv(HASSAN, headings=ARABIC, encoding="windows-1256")

    asked = upload(office, data, "people.csv")
    taken = upload(office, data, "people.csv", is_readable="on")

    assert "بناني" in asked.content.decode()
    assert Beneficiary.objects.count() == 0
    assert "1 person registered" in confirm(office, taken).content.decode()


def test_a_waiting_upload_is_sealed_and_gone_after_the_import(office, settings):
    preview = upload(office, csv(HASSAN))
    (waiting,) = (settings.VAR_DIR / "waiting").iterdir()

    assert b"Bennani" not in waiting.read_bytes()
    assert waiting.stat().st_mode & 0o077 == 0
    confirm(office, preview)
    assert not waiting.exists()


def test_confirming_twice_registers_once(office):
    preview = upload(office, xlsx(HASSAN))
    confirm(office, preview)

    again = confirm(office, preview)

    assert "not waiting any more" in again.content.decode()
    assert Beneficiary.objects.count() == 1


def test_confirming_again_before_the_first_is_done_registers_once(office, monkeypatch):
    preview, answers, register_all = upload(office, xlsx(HASSAN)), [], importing.register_all

    def pressed_again(**facts):
        monkeypatch.setattr(importing, "register_all", register_all)
        answers.append(confirm(office, preview).content.decode())
        return register_all(**facts)

    monkeypatch.setattr(importing, "register_all", pressed_again)
    confirm(office, preview)
    assert "not waiting any more" in answers[0]
    assert Beneficiary.objects.count() == 1


def test_amal_cannot_confirm_what_souad_sent(office, client):
    preview = upload(office, xlsx(HASSAN))
    client.force_login(make_coordinator())

    confirm(client, preview)

    assert not Beneficiary.objects.exists()


def test_a_foreign_centre_in_the_upload_form_is_no_choice(client, souad, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    make_posting(user=souad, role="coordinator", centre=make_centre(), starts_on="2020-01-01")
    client.force_login(souad)

    page = upload(client, xlsx(HASSAN), centre=make_centre().pk)

    assert page.context["form"].errors["centre"]


@pytest.mark.parametrize("url", [IMPORT, PROCESS])
def test_karim_may_not_open_the_import(client, centre, url):
    client.force_login(make_user("social_worker", centre))

    assert client.post(url).status_code == 403


# --- the command


def run(tmp_path, data, **options):
    path = tmp_path / "people.xlsx"
    path.write_bytes(data)
    out = io.StringIO()
    call_command("import_beneficiaries", str(path), stdout=out, **options)
    return out.getvalue()


def test_the_command_registers_and_says_how_many(tmp_path, souad, centre):
    output = run(tmp_path, xlsx(HASSAN, FATIMA), centre=centre.code, by=souad.username)

    assert output == "2 registered, 0 known already.\n"
    assert Beneficiary.objects.count() == 2


def test_the_command_run_dry_registers_nobody(tmp_path, souad, centre):
    output = run(tmp_path, xlsx(HASSAN), centre=centre.code, by=souad.username, dry_run=True)

    assert output == "1 to register, 0 known already.\n"
    assert not Beneficiary.objects.exists()


@pytest.mark.parametrize("wrong", [{"centre": "NOWHERE"}, {"by": "nobody"}])
def test_the_command_refuses_in_one_line(tmp_path, souad, centre, wrong):
    with pytest.raises(CommandError, match="no "):
        run(tmp_path, xlsx(HASSAN), **{"centre": centre.code, "by": souad.username, **wrong})


def test_the_command_is_bound_to_the_centres_of_its_user(tmp_path, souad):
    with pytest.raises(CommandError, match="works at no centre"):
        run(tmp_path, xlsx(HASSAN), centre=make_centre().code, by=souad.username)


def test_the_command_shows_every_fault(tmp_path, souad, centre):
    rows = [changed(HASSAN, SEX, "?"), changed(FATIMA, PROVINCE, "?")]

    with pytest.raises(CommandError, match="(?s)Row 2.*Row 3"):
        run(tmp_path, xlsx(*rows), centre=centre.code, by=souad.username)


def test_settings_bound_the_rows_of_one_request():
    assert django_settings.IMPORT_ROWS_MAX == 2000
