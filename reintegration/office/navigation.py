"""The side bar: which pages stand in it, in which order, in one table; each user sees the lines they may open."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reintegration.ground.jobs import following


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
    title: str
    entries: tuple
    is_folded: bool = False


NAVIGATION = (
    Group(
        _("Work"),
        (
            Page("admin:index", _("Today"), "today"),
            Records("beneficiaries.beneficiary", "people"),
            Records("beneficiaries.lifeproject", "project"),
            Records("beneficiaries.followupvisit", "visit"),
            Records("programs.application", "file"),
            Records("disbursements.disbursement", "money"),
            Records("disbursements.ceremony", "calendar"),
            Page("admin:jobs", _("background work"), "st-progress", count=following.under_way),
        ),
    ),
    Group(
        _("Accompaniment"),
        (
            Records("beneficiaries.episode", "family"),
            Records("beneficiaries.intervention", "scale"),
        ),
    ),
    Group(
        _("Season"),
        (
            Page("admin:figures", _("Program figures"), "chart", "programs.view_fundingline"),
            Records("programs.program", "calendar"),
            Records("programs.decision", "decide"),
        ),
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
        is_folded=True,
    ),
    Group(
        _("Delivery"),
        (
            Records("disbursements.equipmentline", "sheet"),
            Records("disbursements.purchaseorder", "file"),
            Records("disbursements.cheque", "money"),
            Records("disbursements.handover", "people"),
            Records("disbursements.certificate", "decide"),
            Records("disbursements.supplier", "family"),
            Records("disbursements.bankaccount", "money"),
        ),
        is_folded=True,
    ),
    Group(
        _("Reference"),
        (
            Records("access.user", "user"),
            Records("access.posting", "lock"),
            Records("accounts.invitation", "note"),
            Records("access.centre", "family"),
            Records("territory.region", "visit"),
            Records("territory.province", "visit"),
            Records("reference.sector", "project"),
            Records("reference.axis", "scale"),
            Records("reference.establishment", "lock"),
            Records("reference.officialtext", "note"),
        ),
        is_folded=True,
    ),
    Group(
        _("Control"),
        (
            Records("audit.auditentry", "history"),
            Records("audit.statuschange", "history"),
        ),
        is_folded=True,
    ),
)


def for_request(request, available_apps):
    """The side bar of this user, from the models Django's admin lets them see; asks only what it counts."""
    models = [model for app in available_apps for model in app["models"] if model["admin_url"]]
    lists = {model["model"]._meta.label_lower: model for model in models}
    groups = [_group(group, request, lists) for group in NAVIGATION]
    groups = [group for group in groups if group["items"]]
    urls = [item["url"] for group in groups for item in group["items"]]
    current = max((url for url in urls if _leads_to(url, request.path)), key=len, default=None)
    for group in groups:
        for item in group["items"]:
            item["current"] = item["url"] == current
        group["is_open"] = not group["is_folded"] or any(item["current"] for item in group["items"])
    return groups


def _group(group, request, lists):
    items = [item for entry in group.entries if (item := _item(entry, request, lists))]
    return {"title": group.title, "items": items, "is_folded": group.is_folded}


def _item(entry, request, lists):
    if isinstance(entry, Records):
        found = lists.get(entry.model)
        return found and {"label": found["name"], "url": found["admin_url"], "icon": entry.icon}
    if entry.permission and not request.user.has_perm(entry.permission):
        return None
    count = entry.count(request) if entry.count else 0
    return {"label": entry.label, "url": reverse(entry.url_name), "icon": entry.icon, "count": count}


def _leads_to(url, path):
    """Today is only itself; a list stays marked while one of its records is open."""
    return path == url if url == reverse("admin:index") else path.startswith(url)
