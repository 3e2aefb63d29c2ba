"""What of a person's applications is still under way, and keeps their name needed."""

from django.utils.translation import gettext as _

from programs.models import Application
from programs.workflow import UNDER_WAY
from reintegration.ground.errors import Refused


def refuse_unfinished(people):
    """Raise `Refused` while an application of one of these people waits for a decision. One query."""
    if Application.objects.filter(beneficiary__in=people, status__in=UNDER_WAY).exists():
        raise Refused(_("An application of this person is under way: withdraw or decide it first."))
