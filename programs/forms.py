"""The forms of decisions and of money coming in; what they mean is decided by the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import FundingLine
from reintegration.ground.admin.verbs import VerbForm
from reintegration.ground.forms import RecordForm
from reintegration.ground.money import CENTIME, MoneyFormField, format_amount


class LineChoice(forms.ModelChoiceField):
    """Funding lines, each with what it has left."""

    def label_from_instance(self, line):
        return _("%(line)s – free: %(amount)s") % {"line": line, "amount": format_amount(line.free)}


class ApproveForm(VerbForm):
    """Which line pays how much; asks for the amount requested from the line that has most."""

    line = LineChoice(label=_("Funding line"), queryset=FundingLine.objects.none())
    amount = MoneyFormField(label=_("Amount approved"), min_value=CENTIME)
    reason = forms.CharField(
        label=_("Remark"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lines = FundingLine.objects.visible_to(self.user).filter(program=self.record.program_id)
        self.fields["line"].queryset = lines
        self.initial.setdefault("amount", self.record.amount_requested)
        richest = max(lines, key=lambda line: line.free, default=None)
        self.initial.setdefault("line", richest)
        requested = format_amount(self.record.amount_requested)
        self.fields["amount"].help_text = _("Requested: %(amount)s") % {"amount": requested}


class LineForm(RecordForm):
    """A new funding line with its first money."""

    amount = MoneyFormField(label=_("Amount given to the line"), min_value=CENTIME)

    class Meta:
        model = FundingLine
        fields = ["program", "source", "tranche", "name_ar", "name_fr"]
