"""The first page of a user: the sections and figures of all their roles, each once."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reintegration.ground.access.models import Posting
from reintegration.ground.jobs.models import Job
from reintegration.office.today import background, centre, control, head_office

Role = Posting.Role

SECTIONS = {
    Role.COORDINATOR: centre.sections,
    Role.SOCIAL_WORKER: centre.sections,
    Role.PROGRAMME_OFFICER: head_office.officer_sections,
    Role.APPROVER: head_office.approver_sections,
    Role.FINANCE_OFFICER: head_office.finance_sections,
    Role.AUDITOR: control.auditor_sections,
    Role.ADMINISTRATOR: control.administrator_sections,
}
FIGURES = {
    Role.COORDINATOR: centre.figures,
    Role.SOCIAL_WORKER: centre.figures,
    Role.PROGRAMME_OFFICER: head_office.money_figures,
    Role.APPROVER: head_office.money_figures,
    Role.FINANCE_OFFICER: head_office.money_figures,
    Role.AUDITOR: head_office.money_figures,
}


REGISTER = (gettext_lazy("Register the next person who comes."), "admin:intake", gettext_lazy("Register a person"))
FIGURES_PAGE = (gettext_lazy("See how far the season is."), "admin:figures", gettext_lazy("Program figures"))
EMPTY = {
    Role.COORDINATOR: REGISTER,
    Role.SOCIAL_WORKER: REGISTER,
    Role.PROGRAMME_OFFICER: FIGURES_PAGE,
    Role.APPROVER: FIGURES_PAGE,
    Role.FINANCE_OFFICER: FIGURES_PAGE,
    Role.AUDITOR: FIGURES_PAGE,
    Role.ADMINISTRATOR: (
        gettext_lazy("See who may enter."),
        "admin:access_posting_changelist",
        gettext_lazy("Show the postings"),
    ),
}
"""What to do next when nothing waits: a sentence, the page and its button."""


def work_for(user, *, on):
    """`{sections, figures, actions, filling, empty}` as templates/admin/index.html shows them. A few queries.

    Late work first, then in the order of the roles.
    """
    sections = [found for build in _of(user, SECTIONS) for found in build(user, on)]
    found = [part for part in [*sections, background.asked_for_by(user)] if part]
    return {
        "sections": sorted(found, key=lambda part: not part.is_late),
        "figures": [panel for build in _of(user, FIGURES) for panel in build(user, on)],
        "actions": _actions(user),
        "filling": _filling(),
        "empty": next(({"text": text, "page": page, "label": label} for text, page, label in _of(user, EMPTY)), None),
    }


def _of(user, table):
    """The functions of the user's roles, in the table's order, each once."""
    return dict.fromkeys(build for role, build in table.items() if role in user.scope.roles)


def _filling():
    """The job that fills the demonstration, while it does: until then there is little to see."""
    return Job.objects.unfinished().filter(kind="seed_demo").first() if settings.DEMO else None


def _actions(user):
    if user.has_perm("beneficiaries.add_beneficiary"):
        return [{"label": _("Register a person"), "url": reverse("admin:intake"), "icon": "add", "primary": True}]
    return []
