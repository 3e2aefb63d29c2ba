"""What the handover list and the certificate say: plain frozen facts in, PDF bytes out. Knows no records."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import strip_tags

from reintegration.ground import paper_batch, qr
from reintegration.ground.money import ZERO

WOMAN, MAN = "F", "M"


class Both(NamedTuple):
    """One text in Arabic and French; for a person's name, in Arabic and Latin letters."""

    ar: str
    fr: str


class Signatory(NamedTuple):
    """Who signs: their office and, when known, their name."""

    title: Both
    name: Both | None = None


@dataclass(frozen=True, kw_only=True)
class HandoverListRow:
    """One line to sign. `code` is the row's short code, `kind` a key of KINDS, `amount` dirhams."""

    seat: int
    code: str
    name: Both
    sex: str
    file_number: str
    project: Both
    items: Both
    kind: str
    amount: Decimal
    cheque_number: str = ""


@dataclass(frozen=True, kw_only=True)
class HandoverListPaper:
    """A paper between institutions: it carries the issuer's full name."""

    number: str
    stamp: datetime
    issuer: Both
    ceremony: Both
    place: Both
    day: date
    signatories: tuple[Signatory, ...]
    rows: tuple[HandoverListRow, ...]
    commitment: Both | None = None


@dataclass(frozen=True, kw_only=True)
class CertificatePaper:
    """A paper that a person shows outside: the issuer's short name, and nothing that tells their past.

    `public_code` has 26 characters, `verified_at` is the site of the public page;
    `season` reads "موسم 2020-2021" / "la saison 2020-2021", `occasion` "حفل التسليم …"
    / "la cérémonie …", `place` stands without a preposition; two signatories at most; the main partner comes first.
    """

    number: str
    stamp: datetime
    public_code: str
    verified_at: str
    issuer: Both
    programme: Both
    partners: tuple[Both, ...]
    name: Both
    sex: str
    cin: str
    season: Both
    support: Both
    project: Both
    sector: Both
    amount: Decimal
    occasion: Both
    place: Both
    day: date
    signatories: tuple[Signatory, ...]


KINDS = {
    "equipment": Both("تجهيزات ومعدات", "Équipements"),
    "cheque": Both("شيك", "Chèque"),
    "both": Both("تجهيزات وشيك", "Équipements et chèque"),
}
ALL_KINDS = Both("المجموع العام", "Total général")
FORMS = {
    WOMAN: {
        "civil": Both("السيدة", "Madame"),
        "holder": Both("الحاملة", "titulaire"),
        "received": Both("تسلّمت", "a reçu"),
        "project": Both("مشروعها", "son projet"),
        "whom": Both("للمعنية بالأمر", "l’intéressée"),
    },
    MAN: {
        "civil": Both("السيد", "Monsieur"),
        "holder": Both("الحامل", "titulaire"),
        "received": Both("تسلّم", "a reçu"),
        "project": Both("مشروعه", "son projet"),
        "whom": Both("للمعني بالأمر", "l’intéressé"),
    },
}
CERTIFICATES_PART = 60
# Four full pages: nine rows a page, eight when bilingual.
LIST_PART = {"ar": 36, "fr": 36, "bi": 32}
# A row's code is read by the camera of one desk: the fixed mask saves most of the time of drawing it.
ROW_MASK = 2
# Letters of the certificate's text that fit at its full size, and one step smaller; alone on the page, or as a half.
ROOM = {"ar": (305, 425), "fr": (395, 550)}
ROOM_IN_HALVES = {"ar": (350, 465), "fr": (450, 560)}
# Letters of a project or of what is handed over that fit in a row, and one step smaller; of a name in Latin letters.
ROOM_IN_ROW = {"ar": {"ar": (55, 75)}, "fr": {"fr": (55, 100)}, "bi": {"ar": (41, 65), "fr": (46, 75)}}
WIDE_IN_ROW = 23
STEPS = ("", "long", "longer")
# Letters of a name that fit at its full size.
WIDE_NAME = {"ar": 52, "fr": 42}


def handover_list(paper, language, *, on_progress=None):
    """Return the PDF of a HandoverListPaper in `ar`, `fr` or `bi`; `on_progress(done, total)` counts rows."""

    def context(rows):
        shown = [_shown(row, language) for row in rows]
        return {"paper": paper, "rows": shown, "totals": totals(paper.rows) if rows[-1] is paper.rows[-1] else []}

    return paper_batch.render(
        "handover_list",
        paper.rows,
        context,
        language,
        part_size=LIST_PART[language],
        is_numbered=True,
        on_progress=on_progress,
        title=f"{'Liste de remise' if language == 'fr' else 'لائحة التسليم'} {paper.number}",
        identifier=paper.number,
        stamp=paper.stamp,
    )


def _shown(row, language):
    """Add to the facts of a row its code as a picture, and how far its type steps down for it to keep its height."""
    rooms = ROOM_IN_ROW[language].items()
    things = [(len(getattr(text, tongue)), room) for tongue, room in rooms for text in (row.project, row.items)]
    return _facts(row) | {
        "qr": qr.picture(row.code, mask=ROW_MASK),
        "fit": STEPS[max(sum(letters > most for most in room) for letters, room in things)],
        "wide": len(row.name.fr) > WIDE_IN_ROW,
    }


def _facts(paper):
    return {field.name: getattr(paper, field.name) for field in fields(paper)}


def totals(rows):
    """Count women, men, people and dirhams for each kind of support present, and for all; the total comes last."""
    kinds = [kind for kind in KINDS if any(row.kind == kind for row in rows)]
    parts = [(KINDS[kind], [row for row in rows if row.kind == kind]) for kind in kinds]
    return [_total(label, part) for label, part in (*parts, (ALL_KINDS, rows))]


def _total(label, rows):
    women = sum(row.sex == WOMAN for row in rows)
    amount = sum((row.amount for row in rows), ZERO)
    return {"label": label, "women": women, "men": len(rows) - women, "people": len(rows), "amount": amount}


def certificates(papers, language, *, on_progress=None):
    """Return one PDF with a page for each CertificatePaper, in `ar`, `fr` or `bi`; `on_progress` counts papers."""
    numbers = [paper.number for paper in papers]
    identifier = numbers[0] if len(numbers) == 1 else f"{numbers[0]}..{numbers[-1]}"

    def context(part):
        return {"papers": [_printed(paper, language) for paper in part]}

    return paper_batch.render(
        "certificate",
        papers,
        context,
        language,
        part_size=CERTIFICATES_PART,
        shares_backdrop=True,
        on_progress=on_progress,
        title=f"{'Attestation de remise' if language == 'fr' else 'شهادة تسليم'} {identifier}",
        identifier=identifier,
        stamp=max(paper.stamp for paper in papers),
    )


def _printed(paper, language):
    """Add to the facts of a certificate what printing derives from them."""
    main = "fr" if language == "fr" else "ar"
    address = f"{paper.verified_at}/v/{paper.public_code}"
    facts = _facts(paper) | {
        "forms": FORMS[paper.sex],
        "address": address,
        "host": paper.verified_at.rpartition("/")[2],
        "qr": qr.picture(address),
        "short_code": f"{paper.public_code[:4]}-{paper.public_code[4:8]}",
        "wide": len(getattr(paper.name, main)) > WIDE_NAME[main],
    }
    return facts | {"fit": STEPS[_step(facts, language)]}


def _step(facts, language):
    """Say how many steps the type must go down for the text to end above the signatures."""
    rooms = ROOM_IN_HALVES if language == "bi" else {language: ROOM[language]}
    steps = []
    for tongue, room in rooms.items():
        text = render_to_string(f"documents/_certificate_{tongue}.html", {"paper": facts, "language": language})
        length = len(" ".join(strip_tags(text).split()))
        steps.append(sum(length > most for most in room))
    return max(steps)
