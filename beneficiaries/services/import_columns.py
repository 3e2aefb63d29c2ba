"""How centres head their columns and write their cells, in Arabic, French and English; what a row becomes."""

import re
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Beneficiary, Consent, Episode, Residence
from reintegration.ground.arabic import fold
from reintegration.ground.errors import Refused
from reintegration.ground.territory.models import Province

HEADINGS = {
    "given_name_ar": ["الاسم الشخصي", "الاسم", "prénom (arabe)", "prénom arabe", "given name (ar)"],
    "family_name_ar": ["الاسم العائلي", "النسب", "nom (arabe)", "nom arabe", "family name (ar)"],
    "given_name_latin": ["الاسم بالفرنسية", "prénom", "prénom (latin)", "given name"],
    "family_name_latin": ["النسب بالفرنسية", "nom", "nom (latin)", "nom de famille", "family name"],
    "father_name_ar": ["اسم الأب", "nom du père (arabe)"],
    "father_name_latin": ["اسم الأب بالفرنسية", "nom du père", "father's name"],
    "sex": ["الجنس", "sexe", "sex"],
    "birth_date": ["تاريخ الازدياد", "تاريخ الولادة", "date de naissance", "né(e) le", "birth date"],
    "birth_year": ["سنة الازدياد", "سنة الولادة", "année de naissance", "birth year"],
    "birth_place": ["مكان الازدياد", "lieu de naissance", "birth place"],
    "cin": ["رقم البطاقة الوطنية", "البطاقة الوطنية", "ب.ت.و", "CIN", "CNIE", "N° CIN"],
    "phone": ["الهاتف", "رقم الهاتف", "téléphone", "tél", "phone"],
    "family_situation": ["الحالة العائلية", "situation familiale", "family situation"],
    "dependants": ["عدد المعالين", "personnes à charge", "dependants"],
    "schooling": ["المستوى الدراسي", "niveau scolaire", "niveau d'instruction", "schooling"],
    "is_ex_prisoner": ["سجين سابق", "نزيل سابق", "ex-détenu", "ex-prisoner"],
    "is_former_protection_resident": ["نزيل سابق بمركز حماية الطفولة", "ex-pensionnaire d'un centre de protection"],
    "has_alternative_sentence": ["عقوبة بديلة", "peine alternative", "alternative sentence"],
    "guardian_name": ["الولي", "ولي الأمر", "tuteur", "guardian"],
    "province": ["الإقليم", "العمالة أو الإقليم", "إقليم السكن", "province", "province de résidence"],
    "address": ["العنوان", "adresse", "address"],
    "intake": ["طريقة الولوج", "mode d'entrée", "how they came"],
    "opened_on": ["تاريخ فتح الملف", "تاريخ المواكبة", "date d'ouverture", "ouvert le", "opened on"],
    "consented_on": ["تاريخ الموافقة", "date du consentement", "consented on"],
}
REQUIRED = (
    "given_name_ar",
    "family_name_ar",
    "given_name_latin",
    "family_name_latin",
    "sex",
    "province",
    "consented_on",
)
OF_MODELS = {
    **{name: (Beneficiary, name) for name in HEADINGS if hasattr(Beneficiary, name)},
    "province": (Residence, "province"),
    "address": (Residence, "address"),
    "intake": (Episode, "intake"),
    "opened_on": (Episode, "opened_on"),
    "consented_on": (Consent, "given_on"),
}
OTHER_WORDS = {
    "F": ["ف", "أنثى", "انثى", "femme", "féminin", "female"],
    "M": ["ذ", "ذكر", "homme", "H", "masculin", "male"],
}
YES = {fold(word) for word in ("نعم", "oui", "yes", "true", "vrai", "1", "x", "o")}
NO = {fold(word) for word in ("لا", "non", "no", "false", "faux", "0", "n", "-")} | {""}
EARLY_DAY = re.compile(r"(\d{1,2})[ /.-](\d{1,2})[ /.-](\d{4})")
LATE_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def headings():
    """{field: headings}: those above and the labels of our own forms and exports in each language. No query."""
    labels = {name: list(words) for name, words in HEADINGS.items()}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            for name, (model, field) in OF_MODELS.items():
                labels[name].append(str(model._meta.get_field(field).verbose_name))
    labels["province"].append(_("province of residence"))
    return labels


class Cells:
    """Reads the cells of one file; remembers the provinces that it has looked up."""

    def __init__(self):
        self._provinces = {}
        self._words = {}

    def read(self, field, text):
        """The value that `text` means in a column; raises `Refused` with a sentence for the clerk."""
        if field == "province":
            return self._province(text)
        if field in ("birth_date", "opened_on", "consented_on"):
            return _day(text) if text else None
        if field in ("birth_year", "dependants"):
            return _number(text) if text else None
        if field.startswith(("is_", "has_")):
            return _yes_or_no(text)
        model, name = OF_MODELS[field]
        choices = model._meta.get_field(name).choices
        return self._choice(field, choices, text) if choices else text

    def _province(self, text):
        if text not in self._provinces:
            self._provinces[text] = Province.objects.filter(pk=_province_key(text)).first()
        if self._provinces[text] is None:
            raise Refused(_("this province is not known"))
        return self._provinces[text]

    def _choice(self, field, choices, text):
        if not text:
            return ""
        if field not in self._words:
            self._words[field] = _words_of(choices)
        value = self._words[field].get(fold(text))
        if value is None:
            known = " · ".join(str(label) for _value, label in choices)
            raise Refused(_("this is none of: %(choices)s") % {"choices": known})
        return value


def _province_key(text):
    try:
        return Province.objects.named(text).pk
    except (Province.DoesNotExist, Province.MultipleObjectsReturned):
        return None


def _words_of(choices):
    words = {}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            words |= {fold(str(label)): value for value, label in choices}
    for value, _label in choices:
        words |= {fold(word): value for word in (value, *OTHER_WORDS.get(value, ()))}
    return words


def _day(text):
    digits = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    try:
        if found := LATE_DAY.fullmatch(digits):
            return date(*map(int, found.groups()))
        if found := EARLY_DAY.fullmatch(digits):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
    except ValueError:
        pass
    raise Refused(_("this is no date; write day/month/year: 25/03/1990"))


def _number(text):
    if not text.isdecimal():
        raise Refused(_("this is no whole number"))
    return int(text)


def _yes_or_no(text):
    word = fold(text)
    if word in YES or word in NO:
        return word in YES
    raise Refused(_("write yes or no"))
