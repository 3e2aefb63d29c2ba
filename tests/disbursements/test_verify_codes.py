"""The codes on printed papers, read by a camera's decoder from the drawn page, lead to the right record."""

import hashlib
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from disbursements import documents
from disbursements.models import Certificate
from disbursements.papers import certificates as print_certificates
from disbursements.papers import handover_list
from disbursements.services import certificates
from reintegration.ground import pdf
from tests.disbursements.factories import make_list
from tests.disbursements.paper_eyes import codes_on, pictures_of
from tests.disbursements.paper_samples import certificate_paper, handover_list_paper, read

LANGUAGES = ("ar", "fr", "bi")


@pytest.fixture
def ceremony(souad, settings):
    settings.VERIFY_SCHEME, settings.VERIFY_HOST = "https", "verify.example.org"
    return make_list(by=souad, people=3)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_camera_reads_each_certificate_and_opens_its_page(client, ceremony, language):
    printed = print_certificates(documents.ceremony_certificates(ceremony), language)
    pages = list(zip(pictures_of(printed), read(printed), strict=True))
    assert len(pages) == 3
    for picture, text in pages:
        [address] = map(urlsplit, codes_on(picture))
        assert (address.scheme, address.netloc) == ("https", "verify.example.org")
        certificate = Certificate.objects.get(code=address.path.removeprefix("/v/"))
        page = client.get(address.path)
        assert page.status_code == 200 and certificate.number in page.content.decode()
        assert certificate.number in text and f"{certificate.code[:4]}-{certificate.code[4:8]}" in text


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_scanner_at_the_desk_finds_each_line_by_its_row_code(client, souad, ceremony, language):
    client.force_login(souad)
    [picture] = pictures_of(handover_list(documents.handover_list_paper(ceremony), language))
    url = reverse("admin:disbursements_certificate_changelist")
    found = [list(client.get(url, {"q": code}).context["cl"].result_list) for code in codes_on(picture)]
    assert found == [[certificates.live(line)] for line in ceremony.handovers.order_by("seat")]


@pytest.mark.django_db
def test_officer_finds_a_certificate_by_what_stands_on_it(client, souad, ceremony):
    client.force_login(souad)
    certificate = Certificate.objects.order_by("pk")[1]
    url = reverse("admin:disbursements_certificate_changelist")
    for typed in (certificate.number.lower(), certificate.code, f"{certificate.code[:4]}-{certificate.code[4:8]}"):
        assert list(client.get(url, {"q": typed}).context["cl"].result_list) == [certificate], typed
    assert client.get(url, {"q": "Khadija"}).context["cl"].result_count == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_scanner_reads_every_row_of_a_long_list(language):
    paper = handover_list_paper(26)
    read_back = [code for picture in pictures_of(handover_list(paper, language)) for code in codes_on(picture)]
    assert read_back == [row.code for row in paper.rows]


def test_control_a_smeared_code_is_not_read():
    [picture] = pictures_of(print_certificates([certificate_paper()], "ar"))
    assert codes_on(picture) and not codes_on(picture.reduce(8))


SCRIPT = """
import hashlib, django; django.setup()
from disbursements.papers import certificates, handover_list
from tests.disbursements.paper_samples import certificate_paper, handover_list_paper
for language in ("ar", "fr", "bi"):
    for printed in (certificates([certificate_paper()], language), handover_list(handover_list_paper(3), language)):
        print(hashlib.sha256(printed).hexdigest())
"""


def test_another_process_with_an_empty_font_cache_prints_the_same_bytes(tmp_path):
    pdf.press.cache_clear()
    printed = [
        sheet
        for language in LANGUAGES
        for sheet in (
            print_certificates([certificate_paper()], language),
            handover_list(handover_list_paper(3), language),
        )
    ]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    assert other.stdout.split() == [hashlib.sha256(sheet).hexdigest() for sheet in printed]
