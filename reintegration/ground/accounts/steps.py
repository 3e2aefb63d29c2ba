"""What a second administrator does with an invitation: the buttons of its page."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.postings import refuse_unless_another
from reintegration.ground.accounts.models import Invitation
from reintegration.ground.steps import Steps
from reintegration.ground.workflow import Transition

WAITING, SENT, CLOSED = Invitation.Status
INVITATIONS, PERMISSION = "reintegration.ground.accounts.invitations", "access.change_user"

INVITATION = Steps(
    "accounts.invitation",
    [
        Transition(
            "confirm", [WAITING], SENT, PERMISSION, f"{INVITATIONS}.confirm", _("Confirm"),
            guard=refuse_unless_another, tone="primary",
            confirm=_("Whoever reads the mail at this address will open the account with all its rights."),
        ),
        Transition("withdraw", [WAITING, SENT], CLOSED, PERMISSION, f"{INVITATIONS}.withdraw", _("Withdraw"),
            confirm=_("The link opens nothing any more."), tone="danger",
        ),
    ],
)  # fmt: skip
