"""Papers of invented people for the tests of printing, and what a reader of the PDF finds in them."""

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pypdfium2
from pypdfium2 import PdfTextObj

from disbursements.papers import MAN, WOMAN, Both, CertificatePaper, HandoverListPaper, HandoverListRow, Signatory

STAMP = datetime(2021, 5, 7, 16, 30, tzinfo=UTC)
DAY = date(2021, 5, 11)
# Names whose letters Amiri would join by a stroke, kern apart or fuse: each was read back wrong from some font.
GIVEN = [
    (WOMAN, Both("فاطمة الزهراء", "Fatima-Zahra")),
    (MAN, Both("عبد الكريم", "Abdelkrim")),
    (MAN, Both("أبو الخير", "Aboulkheir")),
    (WOMAN, Both("لالة مليكة", "Lalla Malika")),
    (MAN, Both("إسماعيل", "Ismaïl")),
    (MAN, Both("الكبير", "El Kebir")),
]
FAMILY = [
    Both("بجير", "Bejjir"),
    Both("الزياني", "Ziani"),
    Both("بن عبد الله", "Benabdellah"),
    Both("آيت يحيى", "Aït Yahya"),
    Both("لمرابط", "Lamrabet"),
]
KINDS = ["equipment", "cheque", "both"]
DIRECTION_MARKS = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe]")


def row(n, **facts):
    """One line of a handover list; `n` counts from 1 and decides everything not given."""
    sex, given = GIVEN[n % len(GIVEN)]
    family = FAMILY[n % len(FAMILY)]
    kind = KINDS[n % len(KINDS)]
    defaults = {
        "seat": n,
        "code": f"X27{n:04d}",
        "name": Both(f"{given.ar} {family.ar}", f"{given.fr} {family.fr.upper()}"),
        "sex": sex,
        "file_number": f"CAS-2020-{n:05d}",
        "project": Both("ورشة الخياطة والطرز التقليدي", "Atelier de couture et broderie"),
        "items": Both("آلتا خياطة صناعيتان، آلة طرز، طاولة فصالة", "2 machines à coudre, brodeuse, table de coupe"),
        "kind": kind,
        "amount": Decimal("10000.01") * n,
        "cheque_number": "" if kind == "equipment" else f"44{n:05d}",
    }
    return HandoverListRow(**defaults | facts)


def handover_list_paper(count=26, *, rows=None):
    """A list of so many rows, or of these."""
    return HandoverListPaper(
        number="LST-2021-0007",
        stamp=STAMP,
        issuer=Both("مؤسسة محمد السادس لإعادة إدماج السجناء", "Fondation Mohammed VI pour la réinsertion des détenus"),
        ceremony=Both("حفل تسليم موسم 2020-2021", "Cérémonie de remise, saison 2020-2021"),
        place=Both("الجديدة", "El Jadida"),
        day=DAY,
        signatories=(Signatory(Both("رئيس الحفل", "Le président de la cérémonie")),),
        rows=rows or tuple(row(n) for n in range(1, count + 1)),
        commitment=Both("يلتزم الموقعون باستعمال ما تسلموه.", "Les signataires s’engagent à l’employer."),
    )


def certificate_paper(n=1, **facts):
    """One certificate; `n` decides the person."""
    person = row(n)
    defaults = {
        "number": f"ATT-2021-{n:05d}",
        "stamp": STAMP,
        "public_code": "X278XC2KTQ0M5R9VZB3W1N7HFA",
        "verified_at": "https://verify.example.org",
        "issuer": Both("مؤسسة محمد السادس", "Fondation Mohammed VI"),
        "programme": Both("البرنامج الوطني لدعم المشاريع الصغرى", "Programme national d’appui aux micro-projets"),
        "partners": (Both("المبادرة الوطنية للتنمية البشرية", "Initiative nationale pour le développement humain"),),
        "name": person.name,
        "sex": person.sex,
        "cin": "M123456",
        "season": Both("موسم 2020-2021", "la saison 2020-2021"),
        "support": Both("تجهيزات ومعدات", "des équipements et du matériel"),
        "project": person.project,
        "sector": Both("الصناعة التقليدية", "artisanat"),
        "amount": Decimal("86444.44"),
        "occasion": Both("حفل التسليم المنظم بالجديدة", "la cérémonie de remise tenue à El Jadida"),
        "place": Both("الجديدة", "El Jadida"),
        "day": DAY,
        "signatories": (Signatory(Both("المنسقة الجهوية", "La coordinatrice régionale")),) * 2,
    }
    return CertificatePaper(**defaults | facts)


def read(pdf):
    """Return the text of each page, without direction marks and with single spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_plain(page.get_textpage().get_text_range()) for page in document]


def _plain(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", DIRECTION_MARKS.sub("", text)))


def height_of(pdf, words, *, edge):
    """Return how high over the foot of page 1 the first letter of `words` begins or ends, in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage()
        index, _ = text.search(words).get_next()
        _, bottom, _, top = text.get_charbox(index)
        return {"bottom": bottom, "top": top}[edge]


def fonts_of(pdf):
    """Return (name, is embedded) of every font that a page uses."""
    with pypdfium2.PdfDocument(pdf) as document:
        fonts = [item.get_font() for page in document for item in page.get_objects() if isinstance(item, PdfTextObj)]
        return {(font.get_base_name(), font.is_embedded) for font in fonts}
