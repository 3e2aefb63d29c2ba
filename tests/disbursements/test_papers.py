"""The handover list and the certificate, read back from the PDF."""

import re
from decimal import Decimal
from itertools import permutations

import pytest

from disbursements.papers import KINDS, MAN, WOMAN, Both, certificates, handover_list, totals
from reintegration.ground import pdf
from reintegration.ground.money import format_amount
from tests.disbursements.paper_samples import (
    certificate_paper,
    fonts_of,
    handover_list_paper,
    height_of,
    read,
    row,
)

LANGUAGES = ("ar", "fr", "bi")
# What no outward paper may say, in any form of the word.
FORBIDDEN = re.compile(r"سجن|سجين|سجون|معتقل|اعتقال|نزيل|نزلاء|زنزان|prison|détenu|détention|carc[ée]r", re.IGNORECASE)


def _shown(amount):
    return format_amount(amount).replace("\u00a0", " ")


@pytest.fixture(scope="module", params=LANGUAGES)
def printed_list(request):
    """A list of 26 in one language: the paper, the language, the bytes."""
    paper = handover_list_paper(26)
    return paper, request.param, handover_list(paper, request.param)


@pytest.fixture(scope="module", params=LANGUAGES)
def printed_certificates(request):
    papers = [certificate_paper(n) for n in (1, 2, 3)]
    return papers, request.param, certificates(papers, request.param)


def test_official_sees_the_page_and_how_many_there_are(printed_list):
    _, _, printed = printed_list
    pages = read(printed)
    assert len(pages) > 2
    for number, text in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in text


def test_official_sees_the_heading_on_every_page(printed_list):
    _, language, printed = printed_list
    words = [] if language == "fr" else ["لائحة التسليم والتوقيعات", "التوقيع", "البصمة", "2020-2021"]
    words += [] if language == "ar" else ["Liste de remise et d’émargement", "Signature", "Empreinte", "2020-2021"]
    for text in read(printed):
        assert [word for word in words if word not in text] == []
        assert "LST-2021-0007" in text


def test_official_reads_every_row_back_whole_on_one_page(printed_list):
    paper, language, printed = printed_list
    pages = read(printed)
    for line in paper.rows:
        parts = [line.name.fr, line.file_number, _shown(line.amount), line.cheque_number]
        parts += [line.name.ar] if language != "fr" else []
        assert [page for page in pages if all(part in page for part in parts)], line.name


def test_official_reads_totals_by_kind_with_women_and_men(printed_list):
    paper, language, printed = printed_list
    last = read(printed)[-1]
    for total in totals(paper.rows):
        label = total["label"].fr if language == "fr" else total["label"].ar
        assert [word for word in label.split() if word not in last] == []
        # Readers of a PDF give the cells of one line from either side.
        figures = [str(total["women"]), str(total["men"]), str(total["people"]), _shown(total["amount"])]
        orders = [" ".join(order) for order in permutations(figures)]
        assert any(order in last for order in orders), (figures, last)


def test_official_never_finds_the_totals_alone_on_a_page():
    for rows in (8, 9):
        assert "CAS-2020-" in read(handover_list(handover_list_paper(rows), "ar"))[-1]


def test_totals_count_people_once_and_sum_to_the_centime():
    rows = [
        row(1, kind="cheque", sex=WOMAN, amount=Decimal("0.01")),
        row(2, kind="cheque", sex=MAN, amount=Decimal("35000.00")),
        row(3, kind="both", sex=MAN, amount=Decimal("12500.50")),
    ]
    cheque, both, everything = totals(rows)
    assert (cheque["label"], both["label"]) == (KINDS["cheque"], KINDS["both"])
    assert (cheque["women"], cheque["men"], cheque["people"], cheque["amount"]) == (1, 1, 2, Decimal("35000.01"))
    assert (everything["women"], everything["men"], everything["amount"]) == (1, 2, Decimal("47500.51"))


def test_list_embeds_amiri_and_nothing_else(printed_list):
    fonts = fonts_of(printed_list[2])
    assert fonts and all(embedded and "Amiri" in name for name, embedded in fonts), fonts


def test_certificate_embeds_amiri_and_nothing_else(printed_certificates):
    fonts = fonts_of(printed_certificates[2])
    assert fonts and all(embedded and "Amiri" in name for name, embedded in fonts), fonts


def test_official_prints_the_same_list_again_to_the_byte(printed_list):
    paper, language, printed = printed_list
    pdf.press.cache_clear()
    assert handover_list(paper, language) == printed


def test_official_prints_the_same_certificates_again_to_the_byte(printed_certificates):
    papers, language, printed = printed_certificates
    pdf.press.cache_clear()
    assert certificates(papers, language) == printed


def test_holder_gets_one_page_with_name_amount_and_code(printed_certificates):
    papers, language, printed = printed_certificates
    pages = read(printed)
    assert len(pages) == len(papers)
    for paper, text in zip(papers, pages, strict=True):
        words = [paper.number, paper.name.fr, "86 444,44", "X278-XC2K", "123456", "2020-2021"]
        words += [] if language == "fr" else [paper.name.ar, "ستة وثمانون ألفا", "الثلاثاء"]
        words += [] if language == "ar" else ["quatre-vingt-six mille", "mardi 11 mai 2021"]
        assert [word for word in words if word not in text] == []


def test_holder_is_addressed_as_woman_or_man():
    woman, man = read(certificates([certificate_paper(sex=WOMAN), certificate_paper(sex=MAN)], "ar"))
    assert "السيدة" in woman and "الحاملة" in woman and "للمعنية" in woman
    assert "السيدة" not in man and "الحاملة" not in man and "للمعني " in man


def test_holder_without_a_card_gets_a_whole_sentence():
    [text] = read(certificates([certificate_paper(cin="")], "bi"))
    assert "للبطاقة" not in text and "titulaire" not in text and "a reçu" in text


def test_holder_shows_a_paper_that_does_not_tell_their_past(printed_certificates):
    _, _, printed = printed_certificates
    assert [FORBIDDEN.findall(text) for text in read(printed)] == [[], [], []]


def test_reader_for_forbidden_words_finds_them_on_the_list(printed_list):
    """The negative control: the list goes between institutions and carries the issuer's full name."""
    _, _, printed = printed_list
    assert all(FORBIDDEN.search(text) for text in read(printed))


def test_code_leads_to_the_public_page(monkeypatch):
    drawn = []
    monkeypatch.setattr("reintegration.ground.qr.segno.make", _recording(drawn))
    certificates([certificate_paper()], "fr")
    assert drawn == ["https://verify.example.org/v/X278XC2KTQ0M5R9VZB3W1N7HFA"]


def _recording(drawn):
    class Drawn:
        def save(self, out, **options):
            out.write(bytes.fromhex(ONE_PIXEL))

    def make(text, **options):
        drawn.append(text)
        return Drawn()

    return make


ONE_PIXEL = (
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a49444154789c63600000000200"
    "0148afa4710000000049454e44ae426082"
)


def _room_left(words, language):
    """Return by how many points the text of a certificate ends above the line of place and date."""
    project = Both(" ".join(["صناعة القوارب"] * words), " ".join(["pêche côtière"] * words))
    printed = certificates([certificate_paper(project=project, amount=Decimal("868844.83"))], language)
    ends = {"ar": ["للإدلاء"], "fr": ["valoir ce"], "bi": ["الثلاثاء", "mardi"]}[language]
    below = height_of(printed, "Fait" if language == "fr" else "حرر", edge="top")
    return min(height_of(printed, word, edge="bottom") for word in ends) - below


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [1, 9, 14, 21])
def test_holder_of_a_long_project_reads_all_of_it_above_the_signatures(language, words):
    assert _room_left(words, language) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_long_project_runs_into_the_signatures_when_the_type_keeps_its_size(language, monkeypatch):
    """The negative control of the measure above."""
    monkeypatch.setattr("disbursements.papers.STEPS", ("", "", ""))
    assert _room_left(21, language) < 0


def test_names_that_need_escaping_are_printed_as_they_are():
    [text] = read(certificates([certificate_paper(name=Both("<b>بجير", "Bejjir & <Fils>"))], "fr"))
    assert "Bejjir & <Fils>" in text
