"""The columns of spreadsheets of people, out and in; a column stands here or does not travel."""

from django.utils.translation import gettext_lazy as _
from import_export import resources
from import_export.fields import Field

from beneficiaries.models import Beneficiary


def _fact(name):
    return Field(attribute=name, column_name=Beneficiary._meta.get_field(name).verbose_name)


def _choice(name):
    return Field(
        attribute=f"get_{name}_display", column_name=Beneficiary._meta.get_field(name).verbose_name, readonly=True
    )


class BeneficiaryResource(resources.ModelResource):
    """Export of people: no identity card, no note, nothing judicial beyond the origin."""

    file_number = _fact("file_number")
    given_name_ar = _fact("given_name_ar")
    family_name_ar = _fact("family_name_ar")
    given_name_latin = _fact("given_name_latin")
    family_name_latin = _fact("family_name_latin")
    sex = _choice("sex")
    birth_date = _fact("birth_date")
    birth_year = _fact("birth_year")
    phone = _fact("phone")
    family_situation = _choice("family_situation")
    dependants = _fact("dependants")
    schooling = _choice("schooling")
    centre = Field(attribute="centre__code", column_name=_("centre"))
    province = Field(column_name=_("province of residence"), dehydrate_method="province_of")
    worker = Field(column_name=_("worker in charge"), dehydrate_method="worker_of")
    opened_on = Field(column_name=_("opened on"), dehydrate_method="opening_of")

    class Meta:
        model = Beneficiary
        fields = [
            "file_number",
            "given_name_ar",
            "family_name_ar",
            "given_name_latin",
            "family_name_latin",
            "sex",
            "birth_date",
            "birth_year",
            "phone",
            "family_situation",
            "dependants",
            "schooling",
            "centre",
            "province",
            "worker",
            "opened_on",
        ]
        export_order = fields

    def province_of(self, person):
        return str(person.current_residences[0].province) if person.current_residences else ""

    def worker_of(self, person):
        return str(person.open_episodes[0].worker) if person.open_episodes else ""

    def opening_of(self, person):
        return person.open_episodes[0].opened_on if person.open_episodes else None
