"""The papers of ceremonies, built from what was frozen when the list was locked: a reprint is the same for ever."""

import json
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from disbursements import codes
from disbursements.models import Ceremony, Certificate
from disbursements.papers import Both, CertificatePaper, HandoverListPaper, HandoverListRow, Signatory
from reintegration.ground.errors import Refused
from reintegration.ground.keys import owned
from reintegration.ground.keys.fields import OwnedTextField

PRINTABLE = (Ceremony.Status.LOCKED, Ceremony.Status.CLOSED)
FINANCE = Both("المسؤول المالي", "Le responsable financier")


def handover_list_paper(ceremony, *, user=None):
    """The list of a locked ceremony as a HandoverListPaper: the lines that `user` may see, all without a user.

    Leaves out who was anonymised since. Raises `Refused` when the list is not locked, or nothing on it is the user's.
    Five queries.
    """
    _refuse_unless_locked(ceremony)
    lines = list(_lines(ceremony, user))
    facts = _facts_of([line.frozen[0] for line in lines])
    frozen = [(line, line.frozen[0], facts[line.frozen[0]]) for line in lines if line.frozen[0] in facts]
    if not frozen:
        raise Refused(_("Nobody on this list is in your charge."))
    first = frozen[0][2]
    return HandoverListPaper(
        number=ceremony.list_number,
        stamp=ceremony.locked_at,
        issuer=Both(*first["list_issuer"]),
        ceremony=Both(ceremony.name_ar, ceremony.name_fr),
        place=Both(ceremony.place_ar, ceremony.place_fr),
        day=ceremony.held_on,
        signatories=(*_signatories(first)[::-1], Signatory(FINANCE)),
        rows=tuple(_row(line, certificate, facts) for line, certificate, facts in frozen),
        commitment=Both(*first["commitment"]),
    )


def ceremony_certificates(ceremony, *, user=None):
    """The live certificates of a locked ceremony that `user` may see, in order of seat, as CertificatePapers."""
    _refuse_unless_locked(ceremony)
    live = Certificate.objects.live().filter(handover__ceremony=ceremony)
    if user is not None:
        live = live.visible_to(user)
    facts = _facts_of(live.order_by("handover__seat", "pk"))
    papers = [_certificate(certificate, frozen) for certificate, frozen in facts.items()]
    if not papers:
        raise Refused(_("There is no certificate to print: nobody on this list is expected or served."))
    return papers


def certificate_paper(certificate):
    """One certificate as it was frozen. Raises `Refused` for one cancelled or replaced, or of a person anonymised."""
    if certificate.status not in Certificate.LIVE:
        raise Refused(_("This certificate is not in force any more: it is not printed again."))
    facts = _facts_of([certificate])
    if not facts:
        raise Refused(_("This person was anonymised: nothing is printed for them again."))
    return _certificate(certificate, facts[certificate])


def _facts_of(certificates):
    """{certificate: what it froze}, without those whose person was anonymised. One query for their keys."""
    certificates = list(certificates)
    with owned.held():
        OwnedTextField.hold(certificates, "content")
        return {c: json.loads(c.content) for c in certificates if not getattr(c.content, "is_gone", False)}


def _certificate(certificate, facts):
    pairs = ("issuer", "programme", "name", "season", "support", "project", "sector", "occasion", "place")
    return CertificatePaper(
        number=certificate.number,
        stamp=certificate.created_at,
        public_code=certificate.code,
        verified_at=facts["verified_at"],
        partners=tuple(Both(*partner) for partner in facts["partners"]),
        sex=facts["sex"],
        cin=facts["cin"],
        amount=Decimal(facts["amount"]),
        day=date.fromisoformat(facts["day"]),
        signatories=_signatories(facts),
        **{name: Both(*facts[name]) for name in pairs},
    )


def _refuse_unless_locked(ceremony):
    if ceremony.status not in PRINTABLE:
        raise Refused(_("Lock the list first: it gets its number then, and is printed from then on."))


def _lines(ceremony, user):
    """The lines with their certificates, the first of which froze what the list says."""
    lines = ceremony.handovers.all() if user is None else ceremony.handovers.visible_to(user)
    frozen = Prefetch("certificates", Certificate.objects.order_by("pk"), to_attr="frozen")
    return lines.order_by("seat").prefetch_related(frozen)


def _row(line, certificate, facts):
    return HandoverListRow(
        seat=line.seat,
        code=f"{certificate.code[: codes.OF_ROW]}{line.seat:03d}",
        name=Both(*facts["name"]),
        sex=facts["sex"],
        file_number=facts["file_number"],
        project=Both(*facts["project"]),
        items=Both(*facts["items"]),
        kind=facts["kind"],
        amount=Decimal(facts["amount"]),
        cheque_number=facts["cheque_number"],
    )


def _signatories(facts):
    return tuple(Signatory(Both(*title), Both(*name) if name else None) for title, name in facts["signatories"])
