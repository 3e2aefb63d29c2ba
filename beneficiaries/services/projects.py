"""Life projects and their items, drafted and changed until an application copies them."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import LifeProject, ProjectItem
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.errors import Refused


@transaction.atomic
def draft(*, episode, by, items=(), **fields):
    """Write a new life project with its items, each a dict of the item's fields. Amounts in MAD."""
    project = save(project=LifeProject(episode=episode, **fields), by=by)
    for item in items:
        save_item(item=ProjectItem(project=project, **item), by=by)
    return project


@transaction.atomic
def save(*, project, by):
    """Write a new or changed project. Raises `Refused` for a new one in a closed episode."""
    must_see(by, project.beneficiary.centre_id)
    if project._state.adding and not project.episode.is_open:
        raise Refused({"episode": _("This accompaniment is closed: open another one first.")})
    return records.store(project, by=by)


def save_item(*, item, by):
    must_see(by, item.project.beneficiary.centre_id)
    return records.store(item, by=by)


def remove_item(*, item, by):
    must_see(by, item.project.beneficiary.centre_id)
    records.remove(item, by=by)


@transaction.atomic
def discard(*, project, by):
    """Delete a draft with its items. Raises `Refused` once something else, such as an application, stands on it."""
    must_see(by, project.beneficiary.centre_id)
    for item in project.items.all():
        records.remove(item, by=by)
    try:
        records.remove(project, by=by)
    except ProtectedError as error:
        raise Refused(_("This project has been submitted or is followed up: it stays.")) from error
