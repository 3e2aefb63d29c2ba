"""A certificate's text is sealed for its person: the same bytes for ever, and nothing to print once the key is gone."""

import pytest
from django.db import connection

from disbursements import documents
from disbursements.models import Certificate
from disbursements.services import certificates, handovers
from programs.models import Decision
from reintegration.ground.classes import owner_of
from reintegration.ground.errors import Refused
from reintegration.ground.keys import owned
from reintegration.ground.reference.models import OfficialText
from tests.disbursements.factories import make_list
from tests.programs.factories import make_application

pytestmark = pytest.mark.django_db


def stored(table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def test_steps_of_a_certificate_leave_its_sealed_text_as_it_is(souad):
    ceremony = make_list(by=souad, people=1)
    before = stored("disbursements_certificate", "content")
    line = ceremony.handovers.get()
    handovers.deliver(handover=line, by=souad, handed_on=ceremony.held_on)
    certificate = certificates.live(line)
    assert certificate.status == Certificate.Status.VALID
    certificate.save()
    assert before[0].startswith("p1:")
    assert stored("disbursements_certificate", "content") == before == [certificate.content.token]
    certificate.content = str(certificate.content)
    anew = Certificate._meta.get_field("content").pre_save(certificate, add=False)
    assert anew != before[0], "control: a text that was not read from the row is sealed anew"


def test_list_is_reprinted_as_it_was_when_head_office_words_its_texts_anew(souad):
    ceremony = make_list(by=souad, people=1)
    before = documents.handover_list_paper(ceremony)
    OfficialText.objects.update(text_ar="نص آخر", text_fr="Autre texte")
    assert documents.handover_list_paper(ceremony) == before
    later = documents.handover_list_paper(make_list(by=souad, people=1))
    assert later.issuer.fr == later.commitment.fr == "Autre texte"


def test_certificate_leads_where_it_always_led_when_the_site_moves(souad, settings):
    settings.VERIFY_SCHEME, settings.VERIFY_HOST = "https", "verify.example.org"
    ceremony = make_list(by=souad, people=1)
    settings.VERIFY_HOST = "elsewhere.example.org"
    assert documents.ceremony_certificates(ceremony)[0].verified_at == "https://verify.example.org"


def test_papers_leave_out_who_was_anonymised(souad):
    ceremony = make_list(by=souad, people=2)
    gone, stays = ceremony.handovers.order_by("seat")
    owned.destroy(owner=owner_of(gone))
    assert [row.seat for row in documents.handover_list_paper(ceremony).rows] == [stays.seat]
    assert len(documents.ceremony_certificates(ceremony)) == 1
    with pytest.raises(Refused, match="anonymised"):
        documents.certificate_paper(certificates.live(gone))


def test_lists_ask_for_the_keys_of_all_lines_at_once(souad, django_assert_max_num_queries):
    few, many = make_list(by=souad, people=1), make_list(by=souad, people=3)
    with django_assert_max_num_queries(20) as context:
        documents.handover_list_paper(few)
    with django_assert_max_num_queries(len(context)):
        documents.handover_list_paper(many)


def test_reason_of_a_decision_is_sealed_for_its_person():
    file = make_application(status="rejected")
    reason = file.decisions.get().reason
    assert reason and stored("programs_decision", "reason")[0].startswith("p1:")
    owned.destroy(owner=owner_of(file))
    assert Decision.objects.get(pk=file.decisions.get().pk).reason == "anonymised" != reason
