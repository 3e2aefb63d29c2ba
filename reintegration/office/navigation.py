"""The side bar: which pages stand in it, in which order, in one table; each user sees the lines they may open.

Beside a list stands how many of its rows wait for the user, as its model says (`waiting_for`) and as the list shows
them behind that number.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reintegration.ground.access.models import Posting
from reintegration.ground.admin.filters import WaitsForMe, visible_rows
from reintegration.ground.counting import capped_counts
from reintegration.ground.jobs import following

MOST = 99
Role = Posting.Role
CENTRE = frozenset(Posting.CENTRE_ROLES)
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Page:
    """A page of our own: its URL name, what it's called, its icon, the permission that opens it, what waits there."""

    url_name: str
    label: str
    icon: str
    permission: str = ""
    count: Callable | None = None


@dataclass(frozen=True)
class Records:
    """The list of a registered model, called as the model is."""

    model: str
    icon: str


@dataclass(frozen=True)
class Group:
    """Pages that stand together; open to whom they are daily work, folded to the others."""

    title: str
    entries: tuple
    daily_for: frozenset = frozenset()


NAVIGATION = (
    Group(
        _("Work"),
        (
            Page("admin:index", _("Today"), "today"),
            Page("admin:intake", _("Register a person"), "add", "beneficiaries.add_beneficiary"),
            Records("beneficiaries.beneficiary", "people"),
            Records("beneficiaries.lifeproject", "project"),
            Records("beneficiaries.possibleduplicate", "people"),
            Records("programs.application", "file"),
            Records("disbursements.ceremony", "calendar"),
            Records("beneficiaries.followupvisit", "visit"),
            Page("admin:jobs", _("background work"), "st-progress", count=following.under_way),
        ),
        EVERYBODY,
    ),
    Group(
        _("Accompaniment"),
        (
            Records("beneficiaries.episode", "family"),
            Records("beneficiaries.intervention", "scale"),
        ),
        CENTRE,
    ),
    Group(
        _("Season"),
        (
            Page("admin:figures", _("Program figures"), "chart", "programs.view_fundingline"),
            Records("programs.program", "calendar"),
            Records("programs.decision", "decide"),
        ),
        frozenset({Role.PROGRAMME_OFFICER, Role.APPROVER, Role.AUDITOR}),
    ),
    Group(
        _("Delivery"),
        (
            Page("admin:disbursements_to_prepare", _("Money to disburse"), "money", "disbursements.add_disbursement"),
            Records("disbursements.disbursement", "money"),
            Records("disbursements.purchaseorder", "file"),
            Records("disbursements.cheque", "money"),
            Records("disbursements.equipmentline", "sheet"),
            Records("disbursements.handover", "people"),
            Records("disbursements.certificate", "decide"),
            Records("disbursements.supplier", "family"),
            Records("disbursements.bankaccount", "money"),
        ),
        frozenset({Role.FINANCE_OFFICER}),
    ),
    Group(
        _("Money"),
        (
            Records("programs.agreement", "file"),
            Records("programs.tranche", "money"),
            Records("programs.fundingline", "money"),
            Records("programs.fundingsource", "family"),
            Records("programs.partnerreceipt", "import"),
            Records("programs.budgetentry", "sheet"),
        ),
        frozenset({Role.FINANCE_OFFICER}),
    ),
    Group(
        _("Accounts"),
        (
            Records("access.user", "user"),
            Records("access.posting", "lock"),
            Records("accounts.invitation", "note"),
            Records("access.centre", "family"),
        ),
        frozenset({Role.ADMINISTRATOR}),
    ),
    Group(
        _("Control"),
        (
            Records("audit.auditentry", "history"),
            Records("audit.statuschange", "history"),
        ),
        frozenset({Role.AUDITOR}),
    ),
    Group(
        _("Reference"),
        (
            Records("territory.region", "visit"),
            Records("territory.province", "visit"),
            Records("reference.sector", "project"),
            Records("reference.axis", "scale"),
            Records("reference.establishment", "lock"),
            Records("reference.officialtext", "note"),
        ),
    ),
)


def for_request(request, available_apps):
    """The side bar of this user, from the models Django's admin lets them see: daily work first, then what is folded.

    One query for all its numbers.
    """
    models = [model for app in available_apps for model in app["models"] if model["admin_url"]]
    lists = {model["model"]._meta.label_lower: model for model in models}
    waiting = _waiting(request.user, lists)
    groups = [_group(group, request, lists, waiting) for group in NAVIGATION]
    groups = sorted((group for group in groups if group["items"]), key=lambda group: group["is_folded"])
    urls = [item["url"] for group in groups for item in group["items"]]
    current = max((url for url in urls if _leads_to(url, _place_in_menu(request.path))), key=len, default=None)
    for group in groups:
        for item in group["items"]:
            item["current"] = item["url"] == current
        group["is_open"] = not group["is_folded"] or any(item["current"] for item in group["items"])
    return groups


def _waiting(user, lists):
    """{model label: (rows that wait for the user, how many of them are late)}, counted as far as anybody reads."""
    today = timezone.localdate()
    counted = {}
    for label in lists:
        model = apps.get_model(label)
        if hasattr(model._default_manager, "waiting_for"):
            mine = visible_rows(model, user).waiting_for(user, on=today)
            counted[label, "all"] = mine
            counted[label, "late"] = mine.overdue(on=today) if hasattr(mine, "overdue") else mine.none()
    numbers = capped_counts(user, counted, most=MOST)
    return {label: (numbers[label, "all"], numbers[label, "late"]) for label, _which in counted}


def _group(group, request, lists, waiting):
    items = [item for entry in group.entries if (item := _item(entry, request, lists, waiting))]
    return {"title": group.title, "items": items, "is_folded": not group.daily_for & request.user.scope.roles}


def _item(entry, request, lists, waiting):
    if isinstance(entry, Records):
        found = lists.get(entry.model)
        if not found:
            return None
        number = _number(*waiting.get(entry.model, (0, 0)), found["admin_url"])
        return {"label": found["name"], "url": found["admin_url"], "icon": entry.icon, **number}
    if entry.permission and not request.user.has_perm(entry.permission):
        return None
    number = _number(entry.count(request) if entry.count else 0, 0, "")
    return {"label": entry.label, "url": reverse(entry.url_name), "icon": entry.icon, **number}


def _number(count, late, url):
    """What the side bar says of rows that wait: their number, in the colour of lateness, and the list of them alone."""
    return {
        "count": f"{MOST}+" if count > MOST else count,
        "count_tone": "bad" if late else "wait",
        "count_url": f"{url}?{WaitsForMe.parameter_name}=me" if url and count else "",
    }


def _place_in_menu(path):
    """A case file is a page of the list of people."""
    return reverse("admin:beneficiaries_beneficiary_changelist") if path.startswith("/cases/") else path


def _leads_to(url, path):
    """Today is only itself; a list stays marked while one of its records is open."""
    return path == url if url == reverse("admin:index") else path.startswith(url)
