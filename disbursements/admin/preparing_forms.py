"""The two ways to disburse an approved application: equipment to order, or a cheque."""

from django import forms
from django.utils.translation import gettext_lazy as _

from disbursements.models import BankAccount, Disbursement, PurchaseOrder
from disbursements.services import preparing
from programs.models import ApplicationItem
from reintegration.ground.forms import DayField, RecordForm
from reintegration.ground.money import CENTIME, MoneyFormField, format_amount

# The disbursement has a number of its own, which nobody types.
ARGUMENTS = {"cheque_number": "number"}


class PrepareForm(RecordForm):
    """Bound to one `application` by the admin; its own fields are the keyword arguments of the service."""

    application = None
    names = ()
    """The fields in the order of the page."""

    class Meta:
        model = Disbursement
        fields = []

    @property
    def facts(self):
        return {ARGUMENTS.get(name, name): self.cleaned_data[name] for name in self.names}


class ItemChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, item):
        return f"{item.quantity} × {item.name} – {format_amount(item.total)}"


class PrepareEquipmentForm(PrepareForm):
    names = ("items", "order")
    items = ItemChoice(ApplicationItem.objects.none(), label=_("items"))
    order = forms.ModelChoiceField(
        PurchaseOrder.objects.none(),
        label=_("purchase order"),
        required=False,
        help_text=_("An order in preparation; it can be chosen later too."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = preparing.items_left(self.application)
        drafts = PurchaseOrder.objects.visible_to(self.user).filter(status=PurchaseOrder.Status.DRAFT)
        self.fields["order"].queryset = drafts.select_related("supplier")


class PrepareChequeForm(PrepareForm):
    names = ("amount", "account", "cheque_number", "issued_on")
    amount = MoneyFormField(label=_("amount"), min_value=CENTIME)
    account = forms.ModelChoiceField(BankAccount.objects.none(), label=_("bank account"))
    cheque_number = forms.CharField(label=_("cheque number"), max_length=12)
    issued_on = DayField(label=_("issued on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("amount", preparing.remaining(self.application))
        accounts = BankAccount.objects.visible_to(self.user).filter(is_active=True)
        self.fields["account"].queryset = accounts
        if len(accounts) == 1:
            self.initial.setdefault("account", accounts[0].pk)
