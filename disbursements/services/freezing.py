"""The facts that a certificate and its line on the list keep for ever, copied once as plain JSON."""

import re

from django.conf import settings
from django.db.models import prefetch_related_objects

from disbursements.models import Disbursement
from reintegration.ground.access.models import Posting
from reintegration.ground.money import ZERO
from reintegration.ground.reference.models import OfficialText

EQUIPMENT, CHEQUE, BOTH = "equipment", "cheque", "both"
SUPPORT = {
    EQUIPMENT: ["تجهيزات ومعدات", "des équipements et du matériel"],
    CHEQUE: ["شيكا برسم دعم مالي", "un chèque d’appui financier"],
    BOTH: ["تجهيزات ومعدات وشيكا برسم دعم مالي", "des équipements, du matériel et un chèque d’appui financier"],
}
CHEQUE_ITEM = ["شيك برسم دعم مالي", "Chèque, appui financier"]
# Arabic joins its "at" to any place; French would have to know its article.
OCCASION = ["حفل التسليم المنظم ب{place}", "la cérémonie de remise ({place})"]
SEASON = ["موسم", "la saison"]
OUTSIDE_CEREMONY = ["عملية تسليم فردية", "une remise individuelle"]
COORDINATION = ["التنسيق الجهوي للمؤسسة", "La coordination régionale"]
PRESIDENT = ["رئيس الحفل", "Le président de la cérémonie"]
WITH_DISBURSEMENT = ("allocation__line__source", "allocation__line__tranche__agreement__source", "cheque", "lines")
WITH_LINE = (
    "ceremony__province",
    "application__beneficiary",
    "application__program",
    "application__project",
    "application__sector",
    "application__province",
)


class Freezer:
    """Copies the facts of many handover lines, reading the official texts and the signatories once."""

    def __init__(self):
        self.texts = OfficialText.objects.as_dict()
        self._coordinators = {}

    def content(self, handover, disbursements):
        """Everything that the papers of one line say about `disbursements`; names in [Arabic, French or Latin]."""
        application = handover.application
        person, kind = application.beneficiary, kind_of(disbursements)
        return {
            "verified_at": f"{settings.VERIFY_SCHEME}://{settings.VERIFY_HOST}",
            "issuer": self._text("issuer_short"),
            "list_issuer": self._text("issuer"),
            "commitment": self._text("commitment"),
            "programme": self._text("programme_short"),
            "partners": partners_of(disbursements),
            "name": [person.name_ar, person.name_latin],
            "sex": person.sex,
            "cin": person.cin,
            "file_number": person.file_number,
            "season": season_of(application.program),
            "support": SUPPORT[kind],
            "kind": kind,
            "items": items_of(disbursements),
            "cheque_number": "، ".join(row.cheque.number for row in disbursements if row.is_cheque),
            "project": [application.title_ar, application.title_fr or application.title_ar],
            "sector": pair(application.sector, "name"),
            "amount": str(sum((row.amount for row in disbursements), ZERO)),
            "seat": handover.seat or 1,
            "day": handover.day.isoformat(),
            **self._circumstances(handover),
        }

    def _circumstances(self, handover):
        ceremony = handover.ceremony
        if ceremony is None:
            place, occasion = handover.application.province, OUTSIDE_CEREMONY
        else:
            place = ceremony.province
            places = pair(ceremony, "place")
            occasion = [text.format(place=name) for text, name in zip(OCCASION, places, strict=True)]
        return {"occasion": occasion, "place": pair(place, "name"), "signatories": self._signatories(handover)}

    def _signatories(self, handover):
        signing = [[COORDINATION, self._coordinator(handover)]]
        if handover.ceremony is not None and handover.ceremony.presided_by_ar:
            signing.append(president_of(handover.ceremony))
        return signing

    def _coordinator(self, handover):
        ceremony = handover.ceremony
        centre = ceremony.centre_id if ceremony else handover.application.beneficiary.centre_id
        key = (ceremony and ceremony.pk, centre, handover.day)
        if key not in self._coordinators:
            self._coordinators[key] = coordinator_of(ceremony, centre, handover.day)
        return self._coordinators[key]

    def _text(self, code):
        return [self.texts[code].text_ar, self.texts[code].text_fr]


def pair(record, field):
    return [getattr(record, f"{field}_ar"), getattr(record, f"{field}_fr") or getattr(record, f"{field}_ar")]


def season_of(program):
    """The season as a sentence takes it: "موسم 2020-2021", "la saison 2020-2021", whether or not its title says so."""
    arabic, french = pair(program, "short_name")
    said = (arabic.removeprefix("موسم").strip(), re.sub(r"^(?:la )?saison\b", "", french, flags=re.IGNORECASE).strip())
    return [f"{word} {rest}" for word, rest in zip(SEASON, said, strict=True)]


def kind_of(disbursements):
    """Which support these disbursements are together: equipment, cheque, both."""
    kinds = {row.kind for row in disbursements}
    return BOTH if len(kinds) > 1 else EQUIPMENT if Disbursement.Kind.EQUIPMENT in kinds else CHEQUE


def items_of(disbursements):
    """What is handed over, in words: quantities and names, then the cheque."""
    lines = [line for row in disbursements for line in row.lines.all()]
    arabic = [_counted(line.quantity, line.name_ar) for line in lines]
    french = [_counted(line.quantity, line.name_fr or line.name_ar) for line in lines]
    if any(row.is_cheque for row in disbursements):
        arabic, french = [*arabic, CHEQUE_ITEM[0]], [*french, CHEQUE_ITEM[1]]
    return ["، ".join(arabic), ", ".join(french)]


def _counted(quantity, name):
    return name if quantity == 1 else f"{quantity} × {name}"


def partners_of(disbursements):
    """Who pays beside the foundation, in [Arabic, French] pairs: the sources first, then the committees that signed."""
    sources, committees = [], []
    for line in (row.allocation.line for row in disbursements):
        if line.source.kind == line.source.Kind.PARTNER:
            sources.append(pair(line.source, "name"))
        if line.tranche_id:
            committees.append(pair(line.tranche.agreement, "partner"))
    found = []
    for name in [*sources, *committees]:
        if name not in found:
            found.append(name)
    return found


def president_of(ceremony):
    """[title, name] of who presides, each an [Arabic, French] pair."""
    title = pair(ceremony, "president_title") if ceremony.president_title_ar else PRESIDENT
    return [title, pair(ceremony, "presided_by")]


def coordinator_of(ceremony, centre, day):
    """Who signs for the centre: the ceremony's own coordinator, or the one posted there on that day; None if nobody."""
    user = ceremony.coordinator if ceremony else None
    if user is None:
        posting = Posting.objects.coordinating(centre, day).select_related("user").first()
        user = posting and posting.user
    return [user.full_name_ar, user.full_name_latin] if user else None


def load(handovers):
    """Read everything that `Freezer.content` asks of these lines, in a constant number of queries."""
    prefetch_related_objects(handovers, *WITH_LINE)


def load_disbursements(disbursements):
    prefetch_related_objects(disbursements, *WITH_DISBURSEMENT)
