"""A step for the selected rows of a list: the action, and the page that says what it will do before it does it.

Rows that the step is refused for are left out, by name and with the reason; the others are taken together or not at
all. What concerns them as a whole, such as the money of a line, is judged of exactly those.
"""

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.module_loading import import_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reintegration.ground.admin.verbs import done
from reintegration.ground.errors import Refused
from reintegration.ground.forms import GuardFields
from reintegration.ground.markup import isolated

MOST = 500
"""How many rows one page takes: more fields than a form may have, and longer than anybody waits."""


class BatchForm(GuardFields):
    """The form of a step on many rows; `rows` and `user` are there for the choices of those that add fields.

    Its version is the sum of theirs: each of them only grows.
    """

    def __init__(self, *args, rows, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows, self.user = rows, user
        self.initial["version"] = sum(row.version for row in rows)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("version") != self.initial["version"]:
            raise Refused(
                _("One of them was changed while you had this page open. Go back to the list and look again.")
            )
        return cleaned


class BatchesMixin:
    """For admins of a workflow: each transition with a `service_all` is an action of the list for who may take it."""

    workflow = None
    batch_template = "admin/batch_form.html"

    def get_actions(self, request):
        if self.workflow is None or IS_POPUP_VAR in request.GET:
            return {}
        offered = [t for t in self.workflow.transitions if t.service_all and request.user.has_perm(t.permission)]
        return {t.name: (_action(t), t.name, t.label) for t in offered}

    def get_action_choices(self, request, default_choices=()):
        return super().get_action_choices(request, default_choices or [("", _("Choose a step"))])

    def batch_facts(self, transition, rows):
        """What the page says of the rows beside their number: [(label, value)]."""
        return []

    def batch_line(self, row):
        """What the page calls one of them."""
        return isolated(row)

    def batch_view(self, request, transition, rows):
        """What an action of the list answers: it asks first; the page it asks on does it, once per idempotency key."""
        rows = list(rows[: MOST + 1])
        if len(rows) > MOST:
            messages.error(request, _("Choose at most %(most)s at a time.") % {"most": MOST})
            return None
        is_sent = "idempotency_key" in request.POST
        taken, refused = (rows, []) if is_sent else self._sorted_out(request, transition, rows)
        form_class = import_string(transition.form_all) if transition.form_all else BatchForm
        try:
            form = form_class(request.POST if is_sent else None, rows=taken or rows, user=request.user)
        except Refused as refusal:
            messages.error(request, refusal.text)
            return None
        if is_sent:
            return self.once(request, lambda: self._take_all(request, transition, rows, form), forms=lambda: [form])
        return self._ask_for_all(request, transition, taken, form, refused)

    def _take_all(self, request, transition, rows, form):
        """Take exactly the rows that the page asked about; how many it left out, it says itself."""
        if form.is_valid() and done(
            form, lambda: self.workflow.run_all(transition.name, rows, by=request.user, **form.arguments)
        ):
            text = ngettext("%(verb)s: done for %(count)s.", "%(verb)s: done for %(count)s.", len(rows))
            said = [text % {"verb": transition.label, "count": len(rows)}]
            if left_out := _number(request.POST.get("left_out")):
                said.append(ngettext("%(count)s left out.", "%(count)s left out.", left_out) % {"count": left_out})
            messages.success(request, " ".join(said))
            return HttpResponseRedirect(request.get_full_path())
        return self._ask_for_all(request, transition, rows, form, [])

    def _ask_for_all(self, request, transition, rows, form, refused):
        verb = self.workflow.verb_all(transition.name, rows, request.user)
        if not rows:
            verb.enabled, verb.why_not = False, _("Not possible for any of them.")
        context = {
            **self.admin_site.each_context(request),
            "title": transition.label,
            "opts": self.opts,
            "verb": verb,
            "form": form,
            "lines": [(row.pk, self.batch_line(row)) for row in rows],
            "refused": [(row.pk, self.batch_line(row), why) for row, why in refused],
            "facts": [(capfirst(self.opts.verbose_name_plural), len(rows)), *self.batch_facts(transition, rows)],
            "media": self.media + form.media,
            "back_url": request.get_full_path(),
            "confirm_label": _("%(verb)s (%(count)s)") % {"verb": transition.label, "count": len(rows)},
        }
        return TemplateResponse(request, self.batch_template, context)

    def _sorted_out(self, request, transition, rows):
        """The rows that the step can be taken for, and the others with the reason: ([row], [(row, why)]).

        The rules are asked about all at once, and once more for each row that one of them refuses.
        """
        taken, refused = list(rows), []
        for row in rows:
            # Its status needs no question.
            if row.status not in transition.sources:
                taken.remove(row)
                refused.append((row, self.workflow.verb(transition.name, row, request.user).why_not))
        while taken and (fault := self.workflow.fault_of(transition.name, taken, request.user)):
            taken.remove(fault[0])
            refused.append(fault)
        return taken, refused


def _number(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 5 else 0


def _action(transition):
    return lambda page, request, rows: page.batch_view(request, transition, rows)
