"""The forms of decisions and of money coming in; what they mean is decided by the services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.models import AgreementAmendment, FundingLine, Tranche
from reintegration.ground.admin.batches import BatchForm
from reintegration.ground.admin.verbs import VerbForm
from reintegration.ground.errors import Refused
from reintegration.ground.forms import DayField, RecordForm
from reintegration.ground.money import CENTIME, ZERO, MoneyFormField, format_amount


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


class LineLeft(LineChoice):
    """Funding lines, each with what it has left before and after `amount` is taken from it."""

    amount = ZERO

    def label_from_instance(self, line):
        rest = line.free - self.amount
        text = _("afterwards: %(amount)s") if rest >= 0 else _("short by %(amount)s")
        return f"{super().label_from_instance(line)} – {text % {'amount': format_amount(abs(rest))}}"


class ApproveAllForm(BatchForm):
    """Which line pays what the files ask for; proposes the one that has most."""

    line = LineLeft(
        label=_("Funding line"), queryset=FundingLine.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    reason = ApproveForm.base_fields["reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        programs = {file.program_id for file in self.rows}
        if len(programs) > 1:
            raise Refused(_("These files are of several programs: choose those of one."))
        lines = FundingLine.objects.visible_to(self.user).filter(program__in=programs)
        field = self.fields["line"]
        field.amount, field.queryset = sum((file.amount_requested for file in self.rows), ZERO), lines
        self.initial.setdefault("line", max(lines, key=lambda line: line.free, default=None))


class TopUpForm(ApproveForm):
    """As an approval; asks for what was not approved yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["amount"] = self.record.amount_requested - self.record.amount_approved


class LineAmountForm(VerbForm):
    """How much money a line gets or gives."""

    amount = MoneyFormField(label=_("amount"), min_value=CENTIME)
    reference = forms.CharField(label=_("reference"), max_length=60, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        free = format_amount(self.record.free)
        self.fields["amount"].help_text = _("Free on this line: %(amount)s") % {"amount": free}


class TransferForm(LineAmountForm):
    """Which other line gets the money, of any program."""

    target_line = LineChoice(label=_("other line"), queryset=FundingLine.objects.none())
    reference = None
    reason = forms.CharField(label=_("reason"), max_length=60)
    field_order = ["target_line", "amount", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = FundingLine.objects.visible_to(self.user).exclude(pk=self.record.pk).select_related("program")
        self.fields["target_line"].queryset = others


class AdvanceForm(LineAmountForm):
    """To which tranche the foundation lends what the partner has not paid in yet."""

    tranche = forms.ModelChoiceField(label=_("tranche"), queryset=Tranche.objects.none())
    field_order = ["tranche", "amount", "reference"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tranche"].queryset = self.tranches().select_related("agreement")

    def tranches(self):
        return Tranche.objects.visible_to(self.user)


class RecoverForm(AdvanceForm):
    """From which tranche an advance comes back."""

    def tranches(self):
        return super().tranches().filter(advances__line=self.record).distinct()


class AmendForm(VerbForm):
    """The new amount that was signed, for the whole agreement or one tranche."""

    tranche = forms.ModelChoiceField(
        label=_("tranche"),
        queryset=Tranche.objects.none(),
        required=False,
        help_text=AgreementAmendment._meta.get_field("tranche").help_text,
    )
    amount = MoneyFormField(label=_("new amount"), min_value=CENTIME)
    reference = forms.CharField(label=_("reference"), max_length=30)
    signed_on = DayField(label=_("signed on"))
    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tranche"].queryset = self.record.tranches.select_related("agreement")


class LineForm(RecordForm):
    """A new funding line with its first money."""

    amount = MoneyFormField(label=_("Amount given to the line"), min_value=CENTIME)

    class Meta:
        model = FundingLine
        fields = ["program", "source", "tranche", "name_ar", "name_fr"]
