"""Which pages there are: every address of the resolver with values, and what opens only to a visitor or an official."""

from reintegration.ground.access.models import Posting
from tests.access import addresses
from tests.access.world import OWN, make_world
from tests.factories import CAST, NATIONAL_ROLES, make_posting, make_user
from tests.programs.factories import make_line

NO_PAGE = {"pdf", "workbook", "result", "progress", "autocomplete", "jsi18n"}
"""Kinds of addresses that answer with a file, with data or with a part of a page."""
NOT_ASKED = {
    "draft",
    "intake_duplicates",
    "delete_filter",
    "search_results",
    "livez",
    "readyz",
    "set_language",
    "logout",
    "view_on_site",
    *addresses.OF_PASS,
    *addresses.DOOR,
}
"""Addresses that are no page, that end the session, or that stand at the doors (test_every_page)."""


def make_one():
    """One record of everything; its words are Arabic, as the pages are that are read here."""
    return make_world({**OWN, "cin": "BK100200"}, line=make_line(amount="500000"), name="المدينة")


def make_richest(world, **fields):
    """Somebody with a posting of every role: sees every page there is."""
    user = make_user("coordinator", world.centre, **fields)
    for role in CAST:
        if role != Posting.Role.COORDINATOR:
            make_posting(user=user, role=role, centre=None if role in NATIONAL_ROLES else world.centre)
    return user


def of_office(world):
    """Paths of the office by the kind of their page, each once."""
    found = [*addresses.pages(), *addresses.others(world), *map(_in_time, addresses.records(world)), *_shared()]
    return sorted({a.url for a in found if a.kind not in NO_PAGE and a.name not in NOT_ASKED})


def _shared():
    """The pages of a row, any, of each list that belongs to no centre."""
    for label, model_admin in addresses.registered().items():
        row = model_admin.model._base_manager.first() if label in addresses.SHARED else None
        for kind in ("change", "history", "delete") if row else ():
            name = f"{label.replace('.', '_')}_{kind}"
            yield addresses.Address(name, addresses.url_of(name, {"object_id": row.pk}), label, True)


def _in_time(address):
    """A step's address at a record that may take it now, where there is one."""
    model_admin = addresses.registered().get(address.label)
    if address.kind != "verb" or not any(field.name == "status" for field in model_admin.model._meta.fields):
        return address
    verb = address.url.rstrip("/").rpartition("/")[2]
    row = model_admin.model._base_manager.filter(status__in=model_admin.workflow[verb].sources).first()
    url = addresses.url_of(address.name, {"object_id": row.pk, "verb": verb}) if row else address.url
    return addresses.Address(address.name, url, address.label, True)
