"""The case file: one person on one page; what is protected opens in place, with a reason, and is logged."""

from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Beneficiary, Consent, Detention, InterventionAttendance, Residence, Training
from beneficiaries.services import particulars
from disbursements.models import Certificate
from reintegration.office import case_panels, case_timeline, path
from reintegration.office.case_timeline import MONEY, PROJECT, VISITS, WORK
from reintegration.office.path_course import Course

SEE_PROTECTED = "beneficiaries.view_detention"
SHOWN = 12
"""Events of the timeline that stand on the page at first."""
KINDS = {WORK: _("Accompaniment"), PROJECT: _("Project"), MONEY: _("Support"), VISITS: _("Follow-up")}

FACTS = (
    Prefetch("residences", Residence.objects.select_related("province").order_by("-starts_on")),
    Prefetch("trainings", Training.objects.order_by("-ended_on")),
    Prefetch("consents", Consent.objects.order_by("-given_on")),
    Prefetch(
        "attendances",
        InterventionAttendance.objects.select_related("intervention__axis", "intervention__done_by").defer(
            "intervention__note"
        ),
    ),
    Prefetch("applications__handovers__certificates", Certificate.objects.defer("content")),
)


class ReasonForm(forms.Form):
    """Why somebody opens what is protected; who reads the trail later reads it too."""

    reason = forms.CharField(label=_("Reason"), min_length=3, max_length=200)


@permission_required("beneficiaries.view_beneficiary", raise_exception=True)
def case(request, file_number):
    """The page; a POST shows the card's number or the protected part on this one answer, and leaves an entry of it."""
    people = Beneficiary.objects.visible_to(request.user).select_related("centre", "canonical__centre")
    person = get_object_or_404(people, file_number=file_number)
    opened, form = _opened(request, person) if request.method == "POST" else ("", ReasonForm())
    path.load([person], *FACTS, beside=path.BESIDE)
    return TemplateResponse(request, "office/case.html", _context(request, person, opened, form))


@transaction.atomic
def _opened(request, person):
    """What this POST opens ("card", "protected" or nothing), with its entry in the trail; and the reason's form."""
    asked = request.POST.get("open", "")
    if asked == "card":
        particulars.note_card_reading(record=person, by=request.user)
        return asked, ReasonForm()
    if asked != "protected":
        return "", ReasonForm()
    if not request.user.has_perm(SEE_PROTECTED):
        raise PermissionDenied
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return "", form
    particulars.note_reading(record=person, by=request.user, reason=form.cleaned_data["reason"])
    return asked, form


def _context(request, person, opened, form):
    user, today = request.user, timezone.localdate()
    course = Course(person, user, today)
    place = path.place_of(course)
    is_open = opened == "protected"
    return {
        **admin.site.each_context(request),
        "title": person.file_number if person.anonymised_at else person.name,
        "person": person,
        "initials": "" if person.anonymised_at else " ".join(word[0] for word in _ends(person.name.split())),
        "age": person.age_on(today),
        "place": place,
        "steps": case_panels.steps(course, place),
        "episode": course.episode,
        "home": next((home for home in person.residences.all() if home.ends_on is None), None),
        "project": case_panels.project_shown(course),
        "files": case_panels.files(person),
        "sums": case_panels.SUMS,
        "others": _others(person, user),
        "ways": case_panels.ways(course),
        "edit": case_panels.edit_of(course),
        "card": case_panels.card_of(person, is_whole=opened == "card"),
        "may_open": user.has_perm(SEE_PROTECTED) and not person.anonymised_at,
        "form": form,
        "is_open": is_open,
        "detentions": Detention.objects.filter(beneficiary=person).select_related("establishment") if is_open else (),
        "protected_acts": case_panels.protected_acts(person) if is_open else (),
        **_timeline(request, case_timeline.events_of(person, with_protected=is_open)),
    }


def _ends(words):
    """The first and the last word of a name."""
    return words[:1] + words[1:][-1:]


def _timeline(request, events):
    """The events of the kind that was asked for, the newest first, with how many there are of each."""
    counts = {kind: sum(event.kind == kind for event in events) for kind in KINDS}
    kind = request.GET.get("show") if counts.get(request.GET.get("show")) else ""
    chosen = [event for event in events if not kind or event.kind == kind]
    shown = chosen if "all" in request.GET else chosen[:SHOWN]
    chips = [("", _("All"), len(events)), *((one, KINDS[one], number) for one, number in counts.items() if number)]
    return {"events": shown, "older": len(chosen) - len(shown), "chips": chips, "chosen": kind}


def _others(person, user):
    """The files that are of the same person, as far as the user may see them; and whether there is a main one."""
    if person.canonical_id:
        main = person.canonical if user.scope.reaches(person.canonical.centre_id) else None
        return {"is_joined": True, "main": main, "rows": ()}
    return {"is_joined": False, "main": None, "rows": list(person.duplicates.visible_to(user))}
