"""The first page of a user: the sections and figures of all their roles, each once."""

from django.conf import settings
from django.utils.translation import gettext as _

from beneficiaries.models import Beneficiary
from reintegration.ground.access.models import Posting
from reintegration.ground.jobs.models import Job
from reintegration.office.today import background, centre, control, head_office
from reintegration.office.today.items import add_url

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


def work_for(user, *, on):
    """`{sections, figures, actions, filling, empty_text}` as templates/admin/index.html shows them. A few queries."""
    sections = [found for build in _of(user, SECTIONS) for found in build(user, on)]
    return {
        "sections": [found for found in [*sections, background.asked_for_by(user)] if found],
        "figures": [panel for build in _of(user, FIGURES) for panel in build(user, on)],
        "actions": _actions(user),
        "filling": _filling(),
        "empty_text": _("Nothing waits for you now. The menu leads to all lists."),
    }


def _of(user, table):
    """The functions of the user's roles, in the table's order, each once."""
    return dict.fromkeys(build for role, build in table.items() if role in user.scope.roles)


def _filling():
    """The job that fills the demonstration, while it does: until then there is little to see."""
    return Job.objects.unfinished().filter(kind="seed_demo").first() if settings.DEMO else None


def _actions(user):
    if user.has_perm("beneficiaries.add_beneficiary"):
        return [{"label": _("Register a person"), "url": add_url(Beneficiary), "icon": "add", "primary": True}]
    return []
