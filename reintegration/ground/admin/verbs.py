"""Transition buttons on a record's page, and the page that asks for a reason, an amount or a confirmation."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reintegration.ground import protections
from reintegration.ground.errors import Refused
from reintegration.ground.forms import GuardFields, check_version
from reintegration.ground.workflow import NEW


class VerbForm(GuardFields):
    """The form of a verb. Subclasses add what it needs; `record` and `user` are there for their choices and checks."""

    def __init__(self, *args, record, user, transition, **kwargs):
        super().__init__(*args, **kwargs)
        self.record, self.user, self.transition = record, user, transition
        if transition.needs_reason:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
            )
        self.initial.setdefault("version", getattr(record, "version", None))

    def clean(self):
        cleaned = super().clean()
        if hasattr(self.record, "version"):
            check_version(self.record, cleaned.get("version"))
        return cleaned


def done(form, act):
    """Do what a valid form asks for; a refusal goes to the form, and False is returned."""
    try:
        act()
    except Refused as refusal:
        _show(form, refusal)
    except IntegrityError as error:
        faster = _("Somebody else was faster: the record has changed. Reload the page and look again.")
        form.add_error(None, protections.in_words(error) or faster)
    return form.is_valid()


def _show(form, refusal):
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class VerbsMixin:
    workflow = None
    verb_template = "admin/verb_form.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_verb"
        verb = path("<path:object_id>/verb/<slug:verb>/", self.admin_site.admin_view(self.verb_view), name=name)
        return [verb, *super().get_urls()] if self.workflow else super().get_urls()

    def verb_url(self, record, name):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_verb", args=[record.pk, name])

    def verbs(self, request, record):
        """What the page shows as buttons: pressable ones, and the others with the reason."""
        if not self.workflow:
            return []
        return [
            {
                "name": v.name,
                "label": v.label,
                "url": self.verb_url(record, v.name),
                "enabled": v.enabled,
                "why_not": v.why_not,
                "tone": v.tone,
            }
            for v in self.workflow.verbs(record, request.user)
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["verbs"] = self.verbs(request, obj) if obj else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def verb_view(self, request, object_id, verb):
        """GET asks (form, reason or confirmation); POST does it, once per idempotency key."""
        record = self.get_object(request, object_id)
        if record is None or verb not in {t.name for t in self.workflow.transitions if NEW not in t.sources}:
            raise Http404
        transition = self.workflow[verb]
        self._require_view(request, record)
        if not request.user.has_perm(transition.permission):
            raise PermissionDenied
        form_class = self.workflow.form(verb) or VerbForm
        form = form_class(
            request.POST or None, request.FILES or None, record=record, user=request.user, transition=transition
        )
        if request.method == "POST":
            request.saved_record = record
            return self.once(request, lambda: self._take(request, record, transition, form), forms=lambda: [form])
        return self._ask(request, record, transition, form)

    def _after(self, request, record):
        """Back to the record; to the list when the step removed it."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if record.pk is None:
            request.saved_record = None
            return reverse(f"{name}_changelist")
        return reverse(f"{name}_change", args=[record.pk])

    def facts(self, request, record, transition):
        """What stands above the question: [(label, value)]."""
        return []

    @staticmethod
    def shown(record, names):
        """The filled fields of a record, as `facts` wants them."""
        fields = [record._meta.get_field(name) for name in names if getattr(record, name) not in (None, "")]
        words = {field.name: getattr(record, f"get_{field.name}_display", None) for field in fields}
        return [
            (capfirst(f.verbose_name), words[f.name]() if words[f.name] else getattr(record, f.name)) for f in fields
        ]

    def _require_view(self, request, record):
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied

    def _take(self, request, record, transition, form):
        if form.is_valid() and done(
            form, lambda: self.workflow.run(transition.name, record, by=request.user, **form.arguments)
        ):
            messages.success(request, _("%(verb)s: done.") % {"verb": transition.label})
            return HttpResponseRedirect(self._after(request, record))
        return self._ask(request, record, transition, form)

    def _ask(self, request, record, transition, form):
        verb = self.workflow.verb(transition.name, record, request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": transition.label,
            "object": record,
            "opts": self.opts,
            "verb": verb,
            "form": form,
            "facts": self.facts(request, record, transition),
            "media": self.media + form.media,
            "back_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk]),
        }
        return TemplateResponse(request, self.verb_template, context)
