"""Lists and certificates of many people: every row once and whole, under its heading, with its page and its code."""

import re
import unicodedata
from itertools import pairwise

import pypdfium2
import pytest

from disbursements.papers import FORMS, Both, certificates, handover_list, totals
from reintegration.demo.names import names
from reintegration.ground import paper_fonts, pdf
from reintegration.ground.money import format_amount
from tests.disbursements.paper_eyes import codes_on, pictures_of
from tests.disbursements.paper_samples import certificate_paper, handover_list_paper, read, row

MANY = 478
ROWS_A_PAGE = {"ar": 9, "fr": 9, "bi": 8}
HEADING = {"ar": "لائحة التسليم والتوقيعات", "fr": "Liste de remise et d’émargement", "bi": "لائحة التسليم والتوقيعات"}
CELLS = {"ar": ("التوقيع", "البصمة"), "fr": ("Signature", "Empreinte"), "bi": ("التوقيع", "Empreinte")}
SEATS = re.compile(r"CAS-2020-(\d{5})")
MM = 72 / 25.4
# Names in which other fonts, or Amiri as it comes, lose a letter, join it to a stroke or open a gap.
HARD = [
    "عبد الكريم بجير",
    "أبو الخير الكبير",
    "بثينة الثقفي",
    "لالة لبابة الفيلالي",
    "عبد الإله لخليفي",
    "نبيل بنبين",
    "ببانة بيتي",
]


def _named():
    """So many distinct invented people: the hard names first."""
    source = names("papers")
    people = [source.any_of("F" if n % 5 == 0 else "M") for n in range(MANY - len(HARD))]
    pairs = [Both(f"{n.given_ar} {n.family_ar}", f"{n.given_latin} {n.family_latin.upper()}") for n in people]
    return [Both(name, "Hard NAME") for name in HARD] + pairs


@pytest.fixture(scope="module")
def long_list():
    """The paper of 478 rows in Arabic and its bytes."""
    rows = tuple(row(n, name=name) for n, name in enumerate(_named(), 1))
    paper = handover_list_paper(rows=rows)
    return paper, handover_list(paper, "ar")


@pytest.fixture(scope="module")
def pages(long_list):
    return read(long_list[1])


def _check_pages(pages, language, rows):
    for number, text in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in text
        assert all(word in text for word in (HEADING[language], *CELLS[language], "LST-2021-0007"))
    found = [[int(seat) for seat in SEATS.findall(text)] for text in pages]
    assert [seat for page in found for seat in page] == list(range(1, rows + 1)), "each row once, in its order"
    assert all(len(page) == ROWS_A_PAGE[language] for page in found[:-2])
    assert found[-1], "the totals never stand alone"


@pytest.mark.parametrize("language", ROWS_A_PAGE)
@pytest.mark.parametrize("rows", [26, 61])
def test_official_finds_every_row_once_under_its_heading(language, rows):
    """61 rows are the first to be printed in parts."""
    _check_pages(read(handover_list(handover_list_paper(rows), language)), language, rows)


def test_official_finds_every_row_of_478_once_under_its_heading(pages):
    _check_pages(pages, "ar", MANY)


def test_official_finds_each_of_478_rows_whole_on_its_page(long_list, pages):
    paper, _ = long_list
    by_number = {number: text for text in pages for number in re.findall(r"CAS-2020-\d{5}", text)}
    for line in paper.rows:
        parts = [line.name.fr, format_amount(line.amount).replace("\u00a0", " "), line.cheque_number]
        assert all(part in by_number[line.file_number] for part in parts), line


def test_reader_gets_names_back_exactly_from_a_list_of_478(long_list, pages):
    paper, _ = long_list
    text = " ".join(pages)
    wanted = [unicodedata.normalize("NFC", line.name.ar) for line in paper.rows]
    missing = [name for name in wanted if name not in text]
    assert len(wanted) == MANY and len(missing) <= MANY * 0.02, missing
    assert [name for name in HARD if name in missing] == []


def test_hard_names_are_lost_with_the_strokes_that_amiri_inserts(monkeypatch):
    """The negative control: the font as it comes."""
    rows = tuple(row(n, name=Both(name, "Hard NAME")) for n, name in enumerate(HARD, 1))
    monkeypatch.setattr(paper_fonts, "plain", lambda name: (paper_fonts.FOLDER / name).read_bytes())
    pdf.press.cache_clear()
    text = " ".join(read(handover_list(handover_list_paper(rows=rows), "ar")))
    pdf.press.cache_clear()
    assert [name for name in HARD if name not in text]


def test_official_reads_totals_of_all_rows_on_the_last_page_alone(long_list, pages):
    paper, _ = long_list
    everything = totals(paper.rows)[-1]
    amount = format_amount(everything["amount"]).replace("\u00a0", " ")
    assert [amount in text for text in pages] == [False] * (len(pages) - 1) + [True]
    assert everything["people"] == MANY and str(everything["women"]) in pages[-1]


def test_camera_reads_the_code_of_every_row(long_list):
    paper, printed = long_list
    codes = {line.seat: line.code for line in paper.rows}
    sheets = pictures_of(printed)
    for number in (0, 30, len(sheets) - 2):
        first = 9 * number + 1
        assert codes_on(sheets[number]) == [codes[seat] for seat in range(first, first + 9)]


def test_hand_finds_room_to_sign_and_for_a_thumb_in_every_row(long_list):
    """An empty cell of 56 × 16 mm and one of 24 × 16 mm, each between its borders."""
    _, printed = long_list
    with pypdfium2.PdfDocument(printed) as document:
        for page in (document[0], document[30]):
            cells = page.get_textpage().get_text_bounded(left=10 * MM, right=90 * MM, bottom=15 * MM, top=170 * MM)
            assert cells.strip() == ""
            picture = page.render(scale=200 / 72, grayscale=True).to_pil()
            heights = _gaps(picture.crop((_dots(60), 0, _dots(60) + 1, picture.height)))
            assert len([height for height in heights if 16 <= height <= 18]) == 9
            widths = _gaps(picture.crop((0, _dots(100), picture.width, _dots(100) + 1)))
            assert any(24 <= round(width) <= 25 for width in widths) and any(55 <= width <= 58 for width in widths)


def _dots(mm):
    return round(mm * 200 / 25.4)


def _gaps(line):
    """Millimetres between one dark dot and the next on a line through a page."""
    dark = [at for at, grey in enumerate(line.tobytes()) if grey < 200]
    return [(after - at) * 25.4 / 200 for at, after in pairwise(dark) if after - at > 1]


def test_row_of_several_things_steps_its_type_down_and_keeps_its_height():
    things = Both("آلة خياطة صناعية، طاولة فصالة، مكواة بخارية، أثواب ولوازم متنوعة، كراسي، خيوط", "")
    rows = tuple(row(n, items=things) for n in range(1, 20))
    first, *_others = read(handover_list(handover_list_paper(rows=rows), "ar"))
    assert len(SEATS.findall(first)) == 9


def test_row_of_many_things_grows_and_moves_no_page_number():
    many = Both("، ".join(["آلة خياطة صناعية"] * 24), "")
    rows = tuple(row(n, items=many) if n in (5, 40) else row(n) for n in range(1, 62))
    pages = read(handover_list(handover_list_paper(rows=rows), "ar"))
    assert [seat for text in pages for seat in SEATS.findall(text)] == [f"{n:05d}" for n in range(1, 62)]
    assert all(f"{number} / {len(pages)}" in text for number, text in enumerate(pages, 1))
    assert [text.count("آلة خياطة صناعية") for text in pages if "آلة خياطة" in text] == [24, 24]


@pytest.mark.parametrize("language", ["ar", "bi"])
def test_holders_of_a_long_batch_get_a_page_each(language):
    papers = [certificate_paper(n) for n in range(1, 62)]
    pages = read(certificates(papers, language))
    for paper, text in zip(papers, pages, strict=True):
        assert paper.number in text and paper.name.ar in text and FORMS[paper.sex]["civil"].ar in text


def test_pages_of_a_long_batch_look_like_single_certificates():
    """Border, emblem and code are on the last page of a batch as they are on a paper printed alone."""
    papers = [certificate_paper(n) for n in range(1, 62)]
    together, alone = pictures_of(certificates(papers, "ar"))[-1], pictures_of(certificates(papers[-1:], "ar"))[0]
    assert together.tobytes() == alone.tobytes()
