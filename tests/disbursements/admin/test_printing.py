"""Papers asked for from the pages: whole, scoped, audited, never cached; and the same from the console."""

import io

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from disbursements import documents
from disbursements.models import Certificate
from disbursements.services import certificates, handovers
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from reintegration.ground.pdf import PaperError
from tests.disbursements.factories import make_ceremony, make_list
from tests.factories import make_coordinator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ceremony(souad):
    return make_list(by=souad, people=3)


def page(name, *args):
    return reverse(f"admin:disbursements_{name}", args=args)


def text_of(body):
    document = pypdfium2.PdfDocument(body)
    return [sheet.get_textpage().get_text_range() for sheet in document]


def bare(text):
    """Text without direction marks, joiners and runs of space."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())


@pytest.mark.parametrize(("language", "name"), [("ar", "فاطمة العمراني"), ("fr", "Fatima El Amrani"), ("bi", "Said")])
def test_list_names_each_person(client, souad, ceremony, language, name):
    client.force_login(souad)
    response = client.get(page("ceremony_list_pdf", ceremony.pk, language))
    text = bare(" ".join(text_of(response.content)))
    numbers = ceremony.handovers.values_list("application__beneficiary__file_number", flat=True)
    assert all(number in text for number in numbers)
    assert name in text or language == "bi"
    assert ceremony.list_number in text


def test_certificates_have_a_page_each(client, souad, ceremony):
    client.force_login(souad)
    response = client.get(page("ceremony_certificates_pdf", ceremony.pk, "fr"))
    sheets = [bare(text) for text in text_of(response.content)]
    assert len(sheets) == 3
    for sheet, name in zip(sheets, ("Fatima", "Khadija", "Youssef"), strict=True):
        assert name in sheet and "15" in sheet
    assert not any(word in " ".join(sheets).lower() for word in ("détenu", "prison"))


def test_printing_is_audited_and_not_cached(client, souad, ceremony):
    client.force_login(souad)
    response = client.get(page("ceremony_list_pdf", ceremony.pk, "ar"))
    entry = trail.entries_of(ceremony).first()
    assert (entry.action, entry.by, entry.changes["paper"]) == ("print", souad, [None, "handover_list"])
    assert "no-store" in response["Cache-Control"]
    assert f'filename="{ceremony.list_number}-ar.pdf"' in response["Content-Disposition"]


def test_one_certificate_is_printed_until_it_is_cancelled(client, souad, ceremony):
    line = ceremony.handovers.get(seat=1)
    certificate = certificates.live(line)
    client.force_login(souad)
    url = page("certificate_pdf", certificate.pk, "ar")
    assert client.get(url)["Content-Type"] == "application/pdf"
    handovers.mark_absent(handover=line, by=souad)
    assert client.get(url)["Location"] == page("certificate_change", certificate.pk)
    assert Certificate.objects.live().count() == len(documents.ceremony_certificates(ceremony)) == 2


def test_draft_list_is_not_printed(client, souad):
    draft = make_ceremony(by=souad)
    client.force_login(souad)
    assert client.get(page("ceremony_list_pdf", draft.pk, "ar")).status_code == 302
    assert client.get(page("ceremony_list_pdf", draft.pk, "xx")).status_code == 404


def test_list_stays_as_it_was_locked(souad, ceremony):
    before = documents.handover_list_paper(ceremony)
    line = ceremony.handovers.get(seat=1)
    equipment = line.disbursements.get(kind="equipment")
    handovers.deliver(handover=line, by=souad, handed_on=timezone.localdate(), disbursements=[equipment])
    person = line.application.beneficiary
    type(person).objects.filter(pk=person.pk).update(family_name_latin="Other")
    assert documents.handover_list_paper(ceremony) == before


def test_paper_of_a_user_holds_their_people_only(ceremony):
    with pytest.raises(Refused, match="in your charge"):
        documents.handover_list_paper(ceremony, user=make_coordinator())
    assert len(documents.handover_list_paper(ceremony, user=make_user("programme_officer")).rows) == 3


def test_signatories_are_the_president_and_the_posted_coordinator(ceremony, souad):
    names = [signatory.name.fr for signatory in documents.certificate_paper(Certificate.objects.first()).signatories]
    assert names == [souad.full_name_latin, "Le Président"]


def test_commands_write_both_papers(ceremony, tmp_path, capsys):
    for name in ("handover_list", "certificates"):
        path = tmp_path / f"{name}.pdf"
        call_command(name, ceremony.list_number, output=path, language="fr")
        assert path.read_bytes().startswith(b"%PDF")
    assert capsys.readouterr().out.count(ceremony.list_number) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["certificates.pdf", "handover_list.pdf"]
    assert trail.entries_of(ceremony).filter(action="print", by=None).count() == 2


def test_command_takes_the_id_and_the_user(ceremony, souad, tmp_path):
    path = tmp_path / "list.pdf"
    call_command("handover_list", str(ceremony.pk), output=path, by=souad.username)
    assert trail.entries_of(ceremony).filter(action="print", by=souad).exists()


@pytest.mark.parametrize(
    ("name", "by", "fault"),
    [
        ("LST-1999-0001", None, "no ceremony"),
        ("", None, "no ceremony"),
        (None, "ghost", "no active user"),
        (None, "amal", "no ceremony"),
        (None, "driss", "does not include"),
    ],
)
def test_command_says_in_one_line_why_not(ceremony, tmp_path, name, by, fault):
    make_coordinator(username="amal")
    make_user("approver", username="driss")
    path = tmp_path / "list.pdf"
    with pytest.raises(CommandError, match=fault):
        call_command("handover_list", ceremony.list_number if name is None else name, output=path, by=by)
    assert not path.exists()


def test_command_leaves_no_half_file_where_it_cannot_write(ceremony, tmp_path):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("handover_list", ceremony.list_number, output=tmp_path / "missing" / "list.pdf")


def fail(*args, **kwargs):
    raise PaperError("Part 2 of 8 was not printed: the printing process has ended unasked")


def test_paper_that_is_not_printed_is_said_and_leaves_nothing(client, souad, ceremony, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("disbursements.papers.certificates", fail)
    client.force_login(souad)
    answer = client.get(page("ceremony_certificates_pdf", ceremony.pk, "ar"), follow=True)
    assert answer.redirect_chain[0][0] == page("ceremony_change", ceremony.pk)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert "was not printed" in caplog.text
    with pytest.raises(CommandError, match=r"is not written: Part 2 of 8"):
        call_command("certificates", ceremony.list_number, output=tmp_path / "certificates.pdf")
    assert list(tmp_path.iterdir()) == []
    assert not trail.entries_of(ceremony).filter(action="print").exists()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_command_says_how_far_it_is_to_who_waits_at_a_terminal(ceremony, tmp_path):
    for stdout, shown in ((Terminal(), True), (io.StringIO(), False)):
        call_command("certificates", ceremony.list_number, output=tmp_path / "certificates.pdf", stdout=stdout)
        assert ("3 / 3\n" in stdout.getvalue()) is shown
