"""What leaves the office when applications are exported: these columns and no others."""

from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.resources import ModelResource

from programs.models import Application


class ApplicationResource(ModelResource):
    file_number = Field("beneficiary__file_number", column_name=_("File number"))
    person = Field("beneficiary__name", column_name=_("Person"))
    project = Field("title", column_name=_("Project"))
    program = Field("program__name", column_name=_("Program"))
    centre = Field("centre__name", column_name=_("Centre"))
    province = Field("province__name", column_name=_("Province"))
    region = Field("region__name", column_name=_("Region"))
    sector = Field("sector__name", column_name=_("Sector"))
    sex = Field("get_sex_display", column_name=_("Sex"))
    age = Field("age", column_name=_("Age"))
    requested = Field("amount_requested", column_name=_("Amount requested"))
    approved = Field("amount_approved", column_name=_("Amount approved"))
    status = Field("get_status_display", column_name=_("Status"))
    submitted_on = Field("submitted_at", column_name=_("Submitted at"))
    decided_on = Field("decided_at", column_name=_("Decided at"))

    class Meta:
        model = Application
        fields = [
            "file_number",
            "person",
            "project",
            "program",
            "centre",
            "province",
            "region",
            "sector",
            "sex",
            "age",
            "requested",
            "approved",
            "status",
            "submitted_on",
            "decided_on",
        ]
