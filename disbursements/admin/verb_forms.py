"""The forms of verbs that ask for something before they are pressed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disbursements import guards
from disbursements.models import Disbursement
from disbursements.services import ceremonies
from reintegration.ground.admin.verbs import VerbForm
from reintegration.ground.forms import DayField
from reintegration.ground.money import format_amount


class ClearForm(VerbForm):
    cleared_on = DayField(label=_("cleared on"))


class RefundForm(VerbForm):
    refunded_on = DayField(label=_("refunded on"))


class ReceiveForm(VerbForm):
    received_on = DayField(label=_("received on"))
    delivery_note = forms.CharField(label=_("delivery note"), max_length=40)


class PayForm(VerbForm):
    paid_on = DayField(label=_("paid on"))
    invoice = forms.CharField(label=_("invoice"), max_length=40)


class ReasonForm(VerbForm):
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )


class DeliverForm(VerbForm):
    handed_on = DayField(label=_("handed over on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.record.ceremony_id:
            # Friday's ceremony is entered on Monday.
            self.initial.setdefault("handed_on", self.record.ceremony.held_on)


class ProxyForm(DeliverForm):
    proxy_name = forms.CharField(label=_("proxy"), max_length=120)


class DisbursementChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, row):
        return f"{row.get_kind_display()} {row.number} – {format_amount(row.amount)}"


class DeliverPartlyForm(DeliverForm):
    disbursements = DisbursementChoice(Disbursement.objects.none(), label=_("What was handed over"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = [row.pk for row in guards.attached(self.record)]
        self.fields["disbursements"].queryset = Disbursement.objects.filter(pk__in=waiting).order_by("number")


class ApplicationChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, application):
        person = application.beneficiary
        return f"{person} – {person.file_number} – {application.title}"


class InviteForm(VerbForm):
    """Whom to add: people of the visible scope for whom something is prepared, and who stand on no other list."""

    applications = ApplicationChoice(None, label=_("People to add"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = ceremonies.candidates(by=self.user)
