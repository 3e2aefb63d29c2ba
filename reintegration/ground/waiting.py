"""How long something waits, in words."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def since(moment, today):
    """«for 3 days», for who has the ball since when; `moment` is an instant or a day."""
    day = timezone.localdate(moment) if hasattr(moment, "hour") else moment
    days = (today - day).days
    if days <= 0:
        return _("since today")
    return ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}


def late_by(days):
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}
