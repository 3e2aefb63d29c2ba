"""What an application shows beside its own columns: in the list and on its page."""

from django.contrib import admin
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from beneficiaries.admin.choosing import file_link
from programs.models import FundingLine
from programs.services.scores import OPEN_TO_SCORES
from reintegration.ground.audit import trail
from reintegration.ground.markup import dirhams, isolated, listed, two_lines
from reintegration.ground.money import amount_in_text
from reintegration.ground.waiting import since


def signed(user, moment):
    """Who did a step and on which day; a dash for a step not taken."""
    if user is None or moment is None:
        return "—"
    return _("%(who)s, %(day)s") % {"who": user, "day": formats.date_format(timezone.localtime(moment), "DATE_FORMAT")}


class ApplicationFacts:
    @admin.display(description=_("file number"), ordering="beneficiary__file_number")
    def file_number(self, application):
        return file_link(application.beneficiary)

    @admin.display(description=_("project"))
    def activity(self, application):
        return application.title

    @admin.display(description=_("amount in dirhams"), ordering="amount_requested")
    def money(self, application):
        """What was asked for; what was approved instead, where it differs."""
        approved = application.amount_approved
        if approved in (0, application.amount_requested):
            return dirhams(application.amount_requested)
        return two_lines(dirhams(application.amount_requested), _("approved: %s") % dirhams(approved))

    money.is_numeric = True

    @admin.display(description=_("amount approved"))
    def approved(self, application):
        return dirhams(application.amount_approved) if application.amount_approved else "—"

    @admin.display(description=_("next step"), empty_value="—", ordering="moved_on")
    def ball(self, application):
        """Who has the ball, and since when."""
        holder = application.holder
        return two_lines(holder, since(application.moved_on, timezone.localdate())) if holder else None

    @admin.display(description=_("origins"))
    def origins(self, application):
        names = ("is_ex_prisoner", "is_former_protection_resident", "has_alternative_sentence")
        held = [name for name in names if getattr(application, name)]
        return listed(application._meta.get_field(name).verbose_name for name in held)

    @admin.display(description=_("free money of the program"))
    def money_left(self, application):
        free = FundingLine.objects.free_in(application.program_id)
        lacking = application.amount_requested - free
        if application.status in OPEN_TO_SCORES and lacking > 0:
            return format_html("{} – {}", dirhams(free), _("short by %(amount)s") % {"amount": amount_in_text(lacking)})
        return dirhams(free)

    def batch_facts(self, transition, rows):
        return [(capfirst(_("amount requested")), dirhams(sum(file.amount_requested for file in rows)))]

    def batch_line(self, file):
        amount = dirhams(file.amount_requested)
        return format_html("{} {} – {}", self.file_number(file), isolated(file.beneficiary), amount)

    @admin.display(description=_("last reason given"))
    def last_reason(self, application):
        given = trail.status_changes_of(application).exclude(sealed_reason="").first()
        return isolated(given.reason) if given else "—"

    @admin.display(description=_("submitted"))
    def submitted(self, application):
        return signed(application.submitted_by, application.submitted_at)

    @admin.display(description=_("checked"))
    def checked(self, application):
        return signed(application.checked_by, application.checked_at)

    @admin.display(description=_("decided"))
    def decided(self, application):
        return signed(application.decided_by, application.decided_at)
