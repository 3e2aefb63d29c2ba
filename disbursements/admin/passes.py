"""Passes on the page of their ceremony: who has one, a new one with its link and PIN shown once, withdrawn ones."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disbursements.models import Ceremony, CeremonyPass
from disbursements.services import passes
from reintegration.ground import qr
from reintegration.ground.accounts.recent import must_be_recent
from reintegration.ground.admin.verbs import done
from reintegration.ground.forms import GuardFields
from reintegration.ground.markup import apart
from reintegration.ground.reference.models import OfficialText

GIVE, GIVEN, WITHDRAW = gettext_lazy("Give a pass"), gettext_lazy("Pass given"), gettext_lazy("Withdraw the pass")
JUST_GIVEN = "pass_given"


class GiveForm(GuardFields):
    """Whom a pass is given to."""

    holder = CeremonyPass._meta.get_field("holder").formfield()


class GivesPasses:
    """For the admin of ceremonies."""

    def get_urls(self):
        pages = [
            ("<int:object_id>/give-pass/", self.give_pass, "give_pass"),
            ("passes/<int:pass_id>/", self.given_pass, "given_pass"),
            ("passes/<int:pass_id>/withdraw/", self.withdraw_pass, "withdraw_pass"),
        ]
        wrap = self.admin_site.admin_view
        return [
            *(path(route, wrap(view), name=f"disbursements_ceremony_{name}") for route, view, name in pages),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and request.user.has_perm("disbursements.view_ceremonypass") and self._is_own(request, obj):
            context |= {
                "object_panel": "disbursements/_ceremony_panel.html",
                "passes": obj.passes.select_related("issued_by"),
            }
            if request.user.has_perm("disbursements.add_ceremonypass"):
                context["give_url"] = reverse("admin:disbursements_ceremony_give_pass", args=[obj.pk])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def give_pass(self, request, object_id):
        """Ask for the holder; give the pass, and go to the page that shows its link and PIN this once."""
        ceremony = get_object_or_404(Ceremony.objects.visible_to(request.user), pk=object_id)
        self._must_plan(request, ceremony, "disbursements.add_ceremonypass")
        form = GiveForm(request.POST or None)

        def give():
            given = passes.give(ceremony=ceremony, holder=form.cleaned_data["holder"], by=request.user)
            request.session[JUST_GIVEN] = [given.ceremony_pass.pk, given.token, given.pin]
            return reverse("admin:disbursements_ceremony_given_pass", args=[given.ceremony_pass.pk])

        return self._asked(request, ceremony, form, give, title=GIVE)

    def given_pass(self, request, pass_id):
        """The link and PIN of a pass given just now; they go with the first look."""
        given = self._pass(request, pass_id, "disbursements.add_ceremonypass")
        pk, token, pin = request.session.pop(JUST_GIVEN, (None, "", ""))
        if pk != given.pk:
            messages.warning(request, _("Link and PIN were shown already. If they are lost, withdraw the pass."))
            return HttpResponseRedirect(_page_of(given.ceremony))
        link = request.build_absolute_uri(reverse("pass_door", args=[token]))
        context = {
            **self._context(request, given.ceremony, GIVEN),
            "given": given,
            "pass_word": gettext_lazy("Ceremony pass"),
            "pin_word": CeremonyPass._meta.get_field("pin").verbose_name,
            "issuer": OfficialText.objects.as_dict()["issuer_short"],
            "link": link,
            "pin": pin,
            "picture": qr.picture(link),
        }
        return TemplateResponse(request, "disbursements/pass_given.html", context)

    def withdraw_pass(self, request, pass_id):
        """Ask whether to withdraw a pass; do it."""
        given = self._pass(request, pass_id, "disbursements.change_ceremonypass")

        def withdraw():
            passes.withdraw(ceremony_pass=given, by=request.user)
            messages.success(request, _("%(verb)s: done.") % {"verb": WITHDRAW})
            return _page_of(given.ceremony)

        confirm = _("Link and PIN of “%(holder)s” open nothing any more, at once.") % {"holder": apart(given.holder)}
        form = GuardFields(request.POST or None)
        return self._asked(request, given.ceremony, form, withdraw, title=WITHDRAW, tone="danger", confirm=confirm)

    def _asked(self, request, ceremony, form, act, *, title, tone="primary", confirm=""):
        """The form of a step, and once it is sent what `act` answers: the address of the next page."""

        def take():
            reached = []
            if form.is_valid() and done(form, lambda: reached.append(act())):
                return HttpResponseRedirect(reached[0])
            return ask()

        def ask():
            verb = {"enabled": True, "tone": tone, "transition": {"confirm": confirm}}
            context = {**self._context(request, ceremony, title), "form": form, "verb": verb, "media": self.media}
            return TemplateResponse(request, self.verb_template, context)

        return self.once(request, take, forms=lambda: [form]) if request.method == "POST" else ask()

    def _context(self, request, ceremony, title):
        back = {"object": ceremony, "opts": self.opts, "back_url": _page_of(ceremony)}
        return {**self.admin_site.each_context(request), "title": title, **back}

    def _pass(self, request, pass_id, permission):
        rows = CeremonyPass.objects.visible_to(request.user).select_related("ceremony")
        given = get_object_or_404(rows, pk=pass_id)
        self._must_plan(request, given.ceremony, permission)
        return given

    def _must_plan(self, request, ceremony, permission):
        if not request.user.has_perm(permission) or not self._is_own(request, ceremony):
            raise PermissionDenied
        must_be_recent(request)

    @staticmethod
    def _is_own(request, ceremony):
        return request.user.scope.reaches(ceremony.centre_id)


def _page_of(ceremony):
    return reverse("admin:disbursements_ceremony_change", args=[ceremony.pk])
