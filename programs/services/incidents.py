"""What head office must look into when two files turn out to be of one person."""

from django.db.models import Count
from django.utils.translation import gettext as _

from programs.models import Application, Program


def funded_in_one_season(people):
    """A sentence for each season in which more than one of these people's files got money. Two queries."""
    funded = Application.objects.approved().filter(beneficiary__in=people).order_by()
    twice = funded.values("program").annotate(files=Count("beneficiary", distinct=True)).filter(files__gt=1)
    return [
        _("Both files got money in %(program)s: look into it before more is paid.") % {"program": program}
        for program in Program.objects.filter(pk__in=twice.values("program"))
    ]
