"""Every address of the application, with values for its parameters from one centre's records."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import get_resolver, reverse

from reintegration.ground.accounts.urls import urlpatterns as account_pages

SHARED = frozenset(
    {
        "accounts.invitation",
        "audit.auditentry",
        "audit.statuschange",
        "disbursements.bankaccount",
        "disbursements.purchaseorder",
        "disbursements.supplier",
        "programs.agreement",
        "programs.budgetentry",
        "programs.fundingline",
        "programs.fundingsource",
        "programs.partnerreceipt",
        "programs.program",
        "programs.tranche",
        "reference.axis",
        "reference.establishment",
        "reference.officialtext",
        "reference.sector",
        "territory.province",
        "territory.region",
    }
)
"""Registered models whose rows belong to no centre: any row is a sample."""
KEYS = ("object_id", "pk", "id")
NOWHERE = 999_999_999
"""The id of a record that does not exist."""
OF_PASS = frozenset({"pass_certificates_pdf", "pass_door", "pass_leave", "pass_list", "pass_list_pdf"})
"""Addresses that a ceremony pass opens, not an account."""
DOOR = frozenset({"account_login", *(page.name for page in account_pages)})
"""Signing in and one's own account: tests/ground/accounts asks them."""
OUTSIDE = frozenset({"livez", "readyz", "set_language", "verify", "verify_code", *OF_PASS, *DOOR})
"""Addresses beside the office: open to everybody, or to whoever has just proved who they are."""
UNASKED = frozenset({"logout", "view_on_site", *OUTSIDE})
"""Addresses that end the walk's session or its language, or that have a test of their own."""


@dataclass(frozen=True)
class Address:
    """One address; `label` is the model whose record, or whose list, it shows."""

    name: str
    url: str
    label: str = ""
    is_record: bool = False

    @property
    def kind(self):
        return self.name.rpartition("_")[2]


def registered():
    return {model._meta.label_lower: model_admin for model, model_admin in admin.site._registry.items()}


def pages():
    """The addresses without a record: lists, add forms, own pages."""
    return [Address(name, url_of(name, {}), label_of(name)) for name, names in _patterns() if not names]


def records(world, pk=None):
    """The addresses of the world's records, or the same ones for `pk`."""
    found = []
    for name, names in _patterns():
        label = label_of(name)
        if names & set(KEYS) and label in world.records:
            value = world.records[label].pk if pk is None else pk
            found += [
                Address(name, url_of(name, {**rest, _key(names): value}), label, True) for rest in _rests(names, label)
            ]
    return found


def unfilled(world):
    """Named addresses for which the walk has no values: a new page must be given some."""
    shared = {name for name, names in _patterns() if label_of(name) in SHARED}
    asked = {a.name for a in [*pages(), *records(world), *others(world)]}
    return sorted({name for name, _names in _patterns()} - asked - shared - UNASKED)


def others(world):
    """Own pages about something that is no registered model's record."""
    names = {name for name, _names in _patterns()}
    return [Address(name, url_of(name, values)) for name, values in world.values.items() if name in names]


def url_of(name, values):
    prefix = "" if name in OUTSIDE else "admin:"
    return reverse(f"{prefix}{name}", kwargs=values)


def label_of(name):
    """The registered model whose name begins an address's name."""
    labels = [label for label in registered() if name.startswith(f"{label.replace('.', '_')}_")]
    return max(labels, key=len, default="")


def _key(names):
    return next(name for name in KEYS if name in names)


def _rests(names, label):
    if "verb" in names:
        return [{"verb": transition.name} for transition in registered()[label].workflow.transitions]
    return [{"language": "fr"}] if "language" in names else [{}]


def _patterns():
    """(name, parameters) of every named address."""
    return sorted(_walk(get_resolver().url_patterns))


def _walk(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name, frozenset(_names_of(pattern.pattern))


def _names_of(pattern):
    return pattern.converters or pattern.regex.groupindex
