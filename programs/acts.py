"""What finance does with money as a whole: acts on a funding line, and the amendment of an agreement."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.acts import Act, Acts
from reintegration.ground.errors import Refused

SERVICES, FORMS = "programs.services.funding", "programs.forms"


def may_advance(line, user):
    if line.tranche_id or not line.source.is_foundation:
        raise Refused(_("Only the foundation's own money can be advanced."))


def _on_line(name, label, form, *, subject="line", **options):
    return Act(name, "programs.change_fundingline", f"{SERVICES}.{name}", label, subject, f"{FORMS}.{form}", **options)


LINE = Acts(
    "programs.fundingline",
    [
        _on_line("enlarge", _("Enlarge"), "LineAmountForm"),
        _on_line("cut", _("Cut"), "LineAmountForm"),
        _on_line("transfer", _("Transfer"), "TransferForm", subject="source_line"),
        _on_line("advance", _("Advance to a tranche"), "AdvanceForm", guard=may_advance),
        _on_line("recover", _("Recover an advance"), "RecoverForm", guard=may_advance),
    ],
)

AGREEMENT = Acts(
    "programs.agreement",
    [
        Act(
            name="amend",
            permission="programs.change_agreement",
            service=f"{SERVICES}.amend",
            label=_("Record an amendment"),
            subject="agreement",
            form=f"{FORMS}.AmendForm",
            confirm=_("A signed amendment alone changes an amount; it is never changed or deleted."),
        )
    ],
)
