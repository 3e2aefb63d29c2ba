"""The intake page: one quick form for a new person, with the files of the own centre that may be of the same person."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beneficiaries.intake_form import IntakeForm
from beneficiaries.likeness import Known
from beneficiaries.models import Beneficiary
from beneficiaries.services import duplicates as comparing
from beneficiaries.services import intake as registering
from beneficiaries.workflow import REGISTER
from reintegration.ground.access.models import User
from reintegration.ground.accounts import limits
from reintegration.ground.admin.repeat import OncePerKey
from reintegration.ground.audit import trail
from reintegration.ground.drafts import keeping
from reintegration.ground.errors import Refused
from reintegration.ground.locks import lock
from reintegration.ground.sealed import looks_like_cin
from reintegration.ground.territory.models import Province

DRAFT = "intake"
UNKEPT = ("csrfmiddlewaretoken", "idempotency_key", "version")
"""What a page puts into its form by itself."""


@permission_required(REGISTER, raise_exception=True)
def intake(request):
    """Show the form, keep it as a draft, or register the person: once for each key of the form."""
    if request.method != "POST":
        return _opened(request)
    if "_draft" in request.POST or "_discard" in request.POST:
        return _draft(request)
    form = IntakeForm(request.POST, user=request.user)
    response = OncePerKey().once(request, lambda: _registered(request, form), forms=lambda: [form])
    if response.status_code in (301, 302):
        keeping.forget(user=request.user, form=DRAFT)
    return response


@require_POST
@permission_required(REGISTER, raise_exception=True)
def duplicates(request):
    """The files in sight that may be of whom the form names so far. What is typed never stands in an address."""
    form = IntakeForm(request.POST, user=request.user)
    form.full_clean()
    return TemplateResponse(request, "office/_intake_known.html", {"known": _known(form)})


def _opened(request):
    """An empty form; with `?draft`, for who has no script, the kept one."""
    kept = keeping.of(user=request.user, form=DRAFT)
    if kept and "draft" in request.GET:
        sent = QueryDict(mutable=True)
        for name, values in keeping.content_of(kept)["fields"].items():
            sent.setlist(name, values)
        form = IntakeForm(initial=_initial(sent), user=request.user)
        return _page(request, form)
    return _page(request, IntakeForm(user=request.user), kept=kept)


def _initial(sent):
    """What was typed, as a form that nobody judges yet shows it: an unticked box is not in it."""
    boxes = {name: name in sent for name in IntakeForm.BOXES}
    return {name: sent.get(name) for name in sent} | boxes


def _draft(request):
    if "_discard" in request.POST:
        keeping.forget(user=request.user, form=DRAFT)
        return HttpResponseRedirect(request.path)
    typed = {name: values for name, values in request.POST.lists() if name not in (*UNKEPT, "_draft")}
    try:
        keeping.keep(user=request.user, form=DRAFT, content={"fields": typed, "words": {}})
    except Refused as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("Kept as a draft: nothing is registered yet."))
    return HttpResponseRedirect(f"{request.path}?draft=1")


def _registered(request, form):
    """Register the person of a valid form once every like file was answered; else the page, which says what to do."""
    is_valid, known = form.is_valid(), _known(form)
    unanswered = [one for one in known if not one.is_apart]
    if unanswered:
        form.add_error(None, _("This person may have a file already: compare, then open it or tick “another person”."))
    if not is_valid or unanswered:
        return _page(request, form, known)
    # Of two windows at once the second is counted after the first.
    lock(User, [request.user.pk])
    if not limits.allow(request, "intake", key=request.user.pk):
        trail.record(action="intake-refused", subject=Beneficiary, by=request.user)
        form.add_error(
            None, _("You have registered as many people today as one may: go on tomorrow, or import a file.")
        )
        return _page(request, form, known)
    person, apart = form.instance, [(one.likeness, one.person.pk) for one in known]
    try:
        is_compared = registering.register(person=person, apart=apart, by=request.user, **form.opening)
    except Refused as refusal:
        form.show(refusal)
        return _page(request, form, _known(form))
    return _saved(request, person, is_compared)


def _saved(request, person, is_compared):
    said = _("Saved: %(name)s, %(number)s.") % {"name": person.name, "number": person.file_number}
    # The same words whichever centre has the other file, and never which.
    messages.success(request, f"{said} {_('The foundation will contact you.')}" if is_compared else said)
    if person.cin and not looks_like_cin(person.cin):
        messages.warning(request, _("Saved, but this identity card number looks unusual: please compare it."))
    request.saved_record = person
    if "_next" in request.POST:
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(reverse("admin:case", args=[person.file_number]))


def _known(form):
    """The files in sight that are like; none before there is a whole name or a card to ask by."""
    who, apart = form.who, form.cleaned_data.get("apart") or []
    is_named = any(who[f"given_name_{script}"] and who[f"family_name_{script}"] for script in ("ar", "latin"))
    if not (is_named or looks_like_cin(who["cin"])):
        return []
    return [
        Known(likeness, person, is_apart=person.pk in apart)
        for likeness, person in comparing.known_here(who, by=form.user)
    ]


def _page(request, form, known=(), kept=None):
    context = {
        **admin.site.each_context(request),
        "title": _("Register a person"),
        "form": form,
        "known": known,
        "kept": kept,
        "draft": DRAFT,
        "provinces": Province.objects.order_by("code"),
    }
    return TemplateResponse(request, "office/intake.html", context)
