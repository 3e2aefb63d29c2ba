"""The draft of a form, for the page's script: kept while one types, given back, discarded. For its writer alone."""

import json

from django.contrib import admin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from reintegration.ground.classes import owner_of
from reintegration.ground.drafts import keeping
from reintegration.ground.errors import Refused
from reintegration.ground.forms import changes_since, valid_key
from reintegration.ground.keys.models import DataKey

PAGES = {"intake": "beneficiaries.add_beneficiary"}
"""Forms of own pages, with the right to use each."""


@require_http_methods(["GET", "POST", "DELETE"])
def draft(request, form):
    """GET gives the user's draft of a form back, or 204; POST keeps one, DELETE discards it."""
    _refuse_other_reader(request)
    record = _record(request, form)
    if request.method == "POST":
        return _keep(request, form, record)
    if request.method == "DELETE":
        keeping.forget(user=request.user, form=form)
        return HttpResponse(status=204)
    kept = keeping.of(user=request.user, form=form)
    if kept is None:
        return HttpResponse(status=204)
    return JsonResponse(
        {
            **keeping.content_of(kept),
            "when": _("A draft of %(when)s is kept.") % {"when": _moment(kept.saved_at)},
            "changed": _changes(record, kept.record_version),
        }
    )


def _refuse_other_reader(request):
    """A page that stayed open on a shared computer keeps and takes nothing for whoever signed in after its reader."""
    reader = str(request.user.pk)
    if request.headers.get("Page-Of", reader) != reader:
        raise PermissionDenied


def _keep(request, form, record):
    if record is not None and DataKey.objects.filter(owner=owner_of(record), destroyed_at__isnull=False).exists():
        # Nothing of a person who was anonymised is kept any more, also not by a page that is still open.
        raise Http404
    version = request.POST.get("version", "")
    try:
        kept = keeping.keep(
            user=request.user,
            form=form,
            content=_content(request.POST.get("content", "")),
            version=int(version) if version.isdecimal() and len(version) < 10 else None,
            key=valid_key(request.POST.get("key")),
            is_partial="partial" in request.POST,
        )
    except Refused as refusal:
        return JsonResponse({"said": refusal.text}, status=413)
    if kept is None:
        return HttpResponse(status=204)
    return JsonResponse({"said": _("Draft saved at %(time)s") % {"time": _moment(kept.saved_at, "TIME_FORMAT")}})


def _moment(at, form="SHORT_DATETIME_FORMAT"):
    return formats.date_format(timezone.localtime(at), form)


def _record(request, form):
    """The record that a form changes, None for a new one; 404 for what is not visible, 403 for what may not change."""
    if form in PAGES:
        if not request.user.has_perm(PAGES[form]):
            raise PermissionDenied
        return None
    label, _colon, pk = form.partition(":")
    page = {model._meta.label_lower: page for model, page in admin.site._registry.items()}.get(label)
    if page is None:
        raise Http404
    record = None if pk == keeping.NEW else page.get_object(request, pk)
    # One name for one record: a draft under another spelling of its number would be forgotten by nobody.
    if form != keeping.form_of(page.model, record and record.pk):
        raise Http404
    if not (page.has_change_permission(request, record) if record else page.has_add_permission(request)):
        raise PermissionDenied
    return record


def _content(text):
    """What the script sent, if it is of the form that `keeping` wants."""
    try:
        content = json.loads(text)
        fields, words = content["fields"], content.get("words", {})
        typed = [value for values in fields.values() for value in values]
        called = [word for words_of in words.values() for word in words_of.values()]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadRequest("content") from error
    if not all(isinstance(values, list) for values in fields.values()):
        raise BadRequest("content")
    if not all(isinstance(text, str) for text in [*typed, *called]):
        raise BadRequest("content")
    return {"fields": fields, "words": words}


def _changes(record, version):
    if record is None or version is None or record.version == version:
        return []
    return changes_since(record, version)
