"""What administrators do with a posting beside asking for it: the buttons of its page."""

from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.models import Posting
from reintegration.ground.access.postings import PERMISSION, refuse_unless_another
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
