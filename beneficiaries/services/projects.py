"""Life projects and their items, drafted and changed until an application copies them."""

from django.db import transaction
from django.db.models import ProtectedError, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import LifeProject, ProjectItem
from reintegration.ground import records
from reintegration.ground.access.scope import must_see
from reintegration.ground.arabic import search_text
from reintegration.ground.errors import Refused, naming


def derived(values):
    """The columns of a project that follow from others, from a dict of its fields: what a search finds it by."""
    return {"search": search_text(values["title_ar"] or "", values["title_fr"] or "")}


def draft(*, episode, by, items=(), **fields):
    """Write a new life project with its items, each a dict of the item's fields. Amounts in MAD."""
    project = LifeProject(episode=episode, **fields)
    return draft_all(drafts=[(project, [ProjectItem(**item) for item in items])], by=by)[0]


@transaction.atomic
def draft_all(*, drafts, by):
    """Write new life projects, given as (project, its items), all or none; returns them. A fixed number of queries.

    Raises `Refused` for a person out of sight and for a closed episode.
    """
    projects = [project for project, _items in drafts]
    prefetch_related_objects(projects, "episode__beneficiary")
    for project in projects:
        must_see(by, project.beneficiary.centre_id)
        with naming(project, projects):
            if not project.episode.is_open:
                raise Refused({"episode": _("This accompaniment is closed: open another one first.")})
        _derive(project)
    records.store_all(projects, by=by)
    for project, items in drafts:
        for item in items:
            item.project = project
    records.store_all([item for _project, items in drafts for item in items], by=by)
    return projects


@transaction.atomic
def save(*, project, by):
    """Write a new or changed project. Raises `Refused` for a new one in a closed episode."""
    if project._state.adding:
        return draft_all(drafts=[(project, [])], by=by)[0]
    must_see(by, project.beneficiary.centre_id)
    _derive(project)
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


def _derive(project):
    project.search = derived({"title_ar": project.title_ar, "title_fr": project.title_fr})["search"]
