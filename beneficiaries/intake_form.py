"""The form of a new person as the desk asks: who, how to reach them, what they agreed to, how they came."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beneficiaries.forms import PersonForm
from beneficiaries.models import Beneficiary, Episode, Residence
from beneficiaries.services import people
from reintegration.ground.access.models import Centre, Posting, User
from reintegration.ground.arabic import fold
from reintegration.ground.errors import Refused
from reintegration.ground.forms import DateField, DayField
from reintegration.ground.markup import listed
from reintegration.ground.territory.models import Province

COLUMN_OF = {"birth_date": "birth", "birth_year": "birth", "father_name_ar": "father", "father_name_latin": "father"}
"""A column's error → the field that asks for it."""


class BirthField(DateField):
    """The day of birth, or the year alone: a date or a number."""

    def to_python(self, value):
        year = fold(str(value or ""))
        return int(year) if year.isdecimal() and len(year) == 4 else super().to_python(value)

    def prepare_value(self, value):
        return str(value) if isinstance(value, int) else super().prepare_value(value)


class ProvinceField(forms.CharField):
    """A province typed in any spelling, or picked from the list of all."""

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = list(Province.objects.meant(text)[:6])
        if not found:
            raise forms.ValidationError(_("No prefecture or province is called so: choose one of the list."))
        if len(found) > 1:
            names = listed(province.name for province in found)
            raise forms.ValidationError(_("Which one is meant: %(names)s?"), params={"names": names})
        return found[0]


def _workers(centres):
    """Who works at one of these centres today."""
    posted = Posting.objects.on(timezone.localdate()).filter(centre__in=centres).values("user")
    return User.objects.filter(pk__in=posted, is_active=True)


class IntakeForm(PersonForm):
    birth = BirthField(label=_("birth date"), help_text=_("day/month/year, or the year alone"))
    father = forms.CharField(label=_("father's name"), max_length=60, required=False)
    province = ProvinceField(
        label=_("prefecture or province"),
        help_text=_("Write it as you are used to."),
        widget=forms.TextInput(attrs={"list": "provinces", "autocomplete": "off"}),
    )
    address = forms.CharField(label=Residence._meta.get_field("address").verbose_name, max_length=200, required=False)
    has_agreed = forms.BooleanField(label=_("agreed that their data are kept (law 09-08)"))
    consented_on = DayField(label=_("signed on"))
    has_agreed_to_images = forms.BooleanField(label=_("agreed to photographs and press"), required=False)
    intake = forms.ChoiceField(
        label=Episode._meta.get_field("intake").verbose_name, choices=Episode.Intake.choices, initial=Episode.Intake.SPR
    )
    opened_on = DayField(label=_("came on"))
    worker = forms.ModelChoiceField(User.objects.none(), label=Episode._meta.get_field("worker").verbose_name)
    apart = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.MultipleHiddenInput)

    BOXES = (*people.ORIGINS, "has_agreed", "has_agreed_to_images")

    class Meta:
        model = Beneficiary
        fields = [
            *("centre", "given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin"),
            *("cin", "sex", *people.ORIGINS, "phone"),
        ]
        widgets = {
            "sex": forms.RadioSelect,
            "given_name_latin": forms.TextInput(attrs={"dir": "ltr"}),
            "family_name_latin": forms.TextInput(attrs={"dir": "ltr"}),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        centres = Centre.objects.visible_to(user).filter(is_active=True)
        self.fields["centre"].queryset = centres
        if only := centres.only_one():
            self.instance.centre = only
            del self.fields["centre"]
        self.fields["worker"].queryset = _workers(centres)
        self.fields["worker"].initial = user.pk
        self.fields["sex"].choices = Beneficiary.Sex.choices
        self.fields["apart"].choices = [(pk, pk) for pk in self.data.getlist("apart")] if self.is_bound else []

    def clean(self):
        cleaned = super().clean()
        born = cleaned.get("birth")
        self.instance.birth_date = born if isinstance(born, date) else None
        self.instance.birth_year = born.year if isinstance(born, date) else born
        script = "latin" if fold(cleaned.get("father") or "").isascii() else "ar"
        setattr(self.instance, f"father_name_{script}", cleaned.get("father") or "")
        worker, centre = cleaned.get("worker"), self._centre()
        if worker and centre and not _workers([centre]).filter(pk=worker.pk).exists():
            self.add_error("worker", _("This worker does not work at this centre."))
        return cleaned

    def _centre(self):
        return self.cleaned_data.get("centre") or (self.instance.centre if self.instance.centre_id else None)

    @property
    def who(self):
        """What is typed of the person so far, as files are compared by it."""
        person, typed = self.instance, self.cleaned_data
        names = {name: typed.get(name) or "" for name in (*people.NAMES, "cin")}
        own = {name: getattr(person, name) for name in ("father_name_ar", "father_name_latin", "birth_date")}
        return people.derived({**names, **own, "birth_year": person.birth_year}) | {"birth_date": person.birth_date}

    @property
    def opening(self):
        """What an `Admission` takes beside the person."""
        typed = self.cleaned_data
        image_on = typed["consented_on"] if typed["has_agreed_to_images"] else None
        return {
            name: typed[name] for name in ("province", "address", "intake", "opened_on", "worker", "consented_on")
        } | {"image_on": image_on}

    def show(self, refusal):
        """What a service refused, beside the fields that asked for it."""
        if hasattr(refusal, "error_dict"):
            refusal = Refused({COLUMN_OF.get(name, name): errors for name, errors in refusal.error_dict.items()})
        self._show(refusal)
