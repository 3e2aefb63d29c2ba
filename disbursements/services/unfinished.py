"""What of a person's money and goods is still on its way, and keeps their name needed."""

from django.utils.translation import gettext as _

from disbursements.models import Disbursement
from disbursements.services.preparing import to_disburse
from programs.models import Application
from reintegration.ground.errors import Refused

ON_ITS_WAY = (Disbursement.Status.PREPARED, Disbursement.Status.COMMITTED)


def refuse_unfinished(people):
    """Raise `Refused` while approved money of these people is not paid out, or goods not handed. Three queries."""
    approved = Application.objects.filter(beneficiary__in=people, is_imported=False)
    live = Disbursement.objects.live().filter(application__beneficiary__in=people)
    if to_disburse(approved).exists() or live.filter(status__in=ON_ITS_WAY).exists():
        raise Refused(_("Approved money of this person is not paid out: pay it or let them renounce first."))
    if Disbursement.objects.unhanded().filter(application__beneficiary__in=people).exists():
        raise Refused(_("Goods of this person are not handed over yet."))
