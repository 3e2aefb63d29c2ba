"""The columns of spreadsheets of disbursements; a column stands here or does not leave the office."""

from django.utils.translation import gettext_lazy as _
from import_export import resources
from import_export.fields import Field

from disbursements.models import Disbursement

READ_WITH = (
    "application__beneficiary",
    "application__program",
    "application__centre",
    "allocation__line",
    "order",
    "cheque",
)


class DisbursementResource(resources.ModelResource):
    """Export of disbursements, without names: the file number says who to those who may know."""

    file_number = Field("application__beneficiary__file_number", _("file number"))
    program = Field("application__program__slug", _("program"))
    centre = Field("application__centre__code", _("centre"))
    line = Field("allocation__line__name", _("funding line"))
    number = Field("number", _("number"))
    kind = Field("get_kind_display", _("kind"))
    amount = Field("amount", _("amount"))
    status = Field("get_status_display", _("status"))
    paper = Field(column_name=_("order or cheque"), dehydrate_method="paper_of")
    paid_on = Field("paid_on", _("paid on"))
    cleared_on = Field("cleared_on", _("cleared on"))
    refunded_on = Field("refunded_on", _("refunded on"))

    class Meta:
        model = Disbursement
        fields = [
            "file_number", "program", "centre", "line", "number", "kind", "amount", "status", "paper", "paid_on",
            "cleared_on", "refunded_on",
        ]  # fmt: skip
        export_order = fields

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related(*READ_WITH)

    def paper_of(self, row):
        return row.cheque.number if row.is_cheque else row.order.number if row.order_id else ""
