"""What administrators do with a user, and with a posting beside asking for it: the buttons of their pages."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.models import Posting, User
from reintegration.ground.access.postings import PERMISSION, refuse_own, refuse_unless_another
from reintegration.ground.accounts.invitations import refuse_uninvitable
from reintegration.ground.steps import Steps
from reintegration.ground.workflow import Transition

WAITING, PLANNED, VALID, CLOSED = Posting.Status
POSTINGS, FORMS = "reintegration.ground.access.postings", "reintegration.ground.access.forms"

POSTING = Steps(
    "access.posting",
    [
        Transition(
            "confirm", [WAITING], VALID, PERMISSION, f"{POSTINGS}.confirm", _("Confirm"),
            guard=refuse_unless_another, tone="primary",
            confirm=_("The user gets these rights from the first day on. A confirmed posting only ends."),
        ),
        Transition(
            "withdraw", [WAITING], CLOSED, PERMISSION, f"{POSTINGS}.withdraw", _("Withdraw"),
            confirm=_("The request disappears."), tone="danger",
        ),
        Transition(
            "end", [PLANNED, VALID], CLOSED, PERMISSION, f"{POSTINGS}.end", _("End the posting"),
            form=f"{FORMS}.EndForm", tone="danger",
        ),
    ],
)  # fmt: skip

USER = Steps(
    "access.user",
    [
        Transition(
            "invite", list(User.Status), "", "access.change_user", "reintegration.ground.accounts.invitations.invite",
            _("Invite"), guard=refuse_uninvitable, form=f"{FORMS}.InviteForm",
            confirm=_(
                "A mail leads to a new password; second factors, recovery codes and sessions of before are removed. "
                "An account that was used, or has rights under another address, needs a second administrator."
            ),
        ),
        Transition(
            "leave", [User.Status.DRAFT, User.Status.VALID], "", PERMISSION,
            "reintegration.ground.access.leaving.hand_over", _("Leave and hand over"),
            guard=lambda user, by: refuse_own({user.pk}, by), form=f"{FORMS}.LeaveForm", tone="danger",
            confirm=_("The cases go to who takes over; postings, delegations and sessions end; the account closes."),
        ),
    ],
)  # fmt: skip
