"""The forms of people: entering one with residence, consent and episode, changing one, sending a file of many."""

from django import forms
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Beneficiary
from beneficiaries.services.people import ORIGINS
from reintegration.ground.access.models import Centre
from reintegration.ground.admin.verbs import VerbForm
from reintegration.ground.forms import RecordForm
from reintegration.ground.spreadsheets.reading import ARABIC_FOR_WINDOWS


class PersonForm(RecordForm):
    """A person's own facts; the birth date is enough, and so is the year."""

    cin = forms.CharField(
        label=Beneficiary._meta.get_field("cin").verbose_name,
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=Beneficiary._meta.get_field("phone").verbose_name,
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "birth_year" in self.fields:
            self.fields["birth_year"].required = False

    def clean(self):
        cleaned = super().clean()
        if born := cleaned.get("birth_date"):
            # The date was corrected and the year left as it was: the date says more.
            cleaned["birth_year"] = born.year
        elif not cleaned.get("birth_year") and "birth_date" not in self.errors and "birth_year" in self.fields:
            self.add_error("birth_year", _("Give the birth date, or the year alone when the day is not known."))
        if ORIGINS[0] in self.fields and not any(cleaned.get(name) for name in ORIGINS):
            self.add_error(ORIGINS[0], _("Choose at least one origin."))
        return cleaned


class UploadForm(forms.Form):
    """A file for one of the user's centres; nothing is asked where there is no choice."""

    import_file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook (.xlsx) or a CSV file with one person a row."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    centre = forms.ModelChoiceField(label=_("centre"), queryset=Centre.objects.none())
    is_readable = forms.BooleanField(label=_("The lines shown are readable: take the file so"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        centres = Centre.objects.visible_to(user)
        self.fields["centre"].queryset = centres.filter(is_active=True)
        self.only_centre = centres.only_one()
        if self.only_centre:
            del self.fields["centre"]
        self.fields["is_readable"].widget = forms.HiddenInput()

    def ask_if_readable(self, error):
        self.fields["is_readable"].widget = forms.CheckboxInput()
        self.add_error("import_file", error)
        self.add_error("import_file", error.preview)

    @property
    def facts(self):
        is_readable = self.cleaned_data["is_readable"]
        return {
            "centre": self.only_centre or self.cleaned_data["centre"],
            "encoding": ARABIC_FOR_WINDOWS if is_readable else None,
        }


class ConfirmForm(forms.Form):
    """The sealed upload that was looked at, signed for the user who sent it."""

    upload = forms.CharField(widget=forms.HiddenInput)


class AnonymiseForm(VerbForm):
    """Why, and the file number typed by hand: what it does is never undone."""

    file_number = forms.CharField(label=_("file number"), help_text=_("Type it again: this cannot be undone."))
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("It stays readable: do not name the person.")
    )

    def clean_file_number(self):
        if self.cleaned_data["file_number"].strip() != self.record.file_number:
            raise forms.ValidationError(_("This is not the number of this file."))
        return self.record.file_number

    @property
    def arguments(self):
        return {"reason": self.cleaned_data["reason"]}
