"""What a typed text may name of a person: a card, a file number, a phone, or words of their names."""

import re

from beneficiaries.models import FileNumber
from beneficiaries.services.people import normalise_phone
from reintegration.ground.sealed import looks_like_cin, lookup_keys
from reintegration.ground.search import matching

NUMBER = re.compile(r"(?:cas)?[\s./–-]*((?:19|20)\d{2})[\s./–-]+(\d{1,5})", re.IGNORECASE)
PHONE = re.compile(r"[\s().+/–-]*(?:\d[\s().+/–-]*){6,}")
MOBILE = re.compile("[5-8][0-9]{8}")
NUMBER_DIGITS = 5


def find_people(queryset, text, path=""):
    """Rows of the people that `text` names: by card, else by file number, else by phone or by the words of their file.

    `path` leads from the rows to the person, such as "beneficiary__". One query, and up to three more for a text that
    looks like a card or a number.
    """
    found = by_number(queryset, text, path)
    return by_words(queryset, text, path) if found is None else found


def by_number(queryset, text, path=""):
    """Rows of the people with this card or file number; None when the text may mean something else."""
    text = with_plain_digits(text.strip())
    for condition in (_by_card(text), *_by_number(text)):
        if condition:
            found = queryset.filter(**{f"{path}{name}": value for name, value in condition.items()})
            if found.exists():
                return found
    # The words of a whole number begin every number of its year: they would find nobody else.
    return queryset.none() if NUMBER.fullmatch(text) else None


def by_words(queryset, text, path=""):
    """Rows of the people with this phone, or with all these words in their file."""
    text = with_plain_digits(text.strip())
    return matching(queryset, _as_phone(text) or text, f"{path}search")


def with_plain_digits(text):
    """The text with Arabic-Indic digits as Western ones."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def _by_card(text):
    return {"cin_key__in": lookup_keys("cin", text)} if looks_like_cin(text) else None


def _by_number(text):
    """The file of this number (2019-42, or 42 of any year); else those whose number begins so (CAS-2019-0004)."""
    if found := NUMBER.fullmatch(text):
        year, digits = found.groups()
        if not digits.startswith("0") or len(digits) == NUMBER_DIGITS:
            yield {"file_number": f"CAS-{year}-{digits:0>{NUMBER_DIGITS}}"}
        yield {"file_number__range": [f"CAS-{year}-{digits:{fill}<{NUMBER_DIGITS}}" for fill in "09"]}
    elif text.isdecimal() and len(text) <= NUMBER_DIGITS:
        years = FileNumber.objects.values_list("year", flat=True)
        yield {"file_number__in": [f"CAS-{year}-{text:0>{NUMBER_DIGITS}}" for year in years]}


def _as_phone(text):
    if not PHONE.fullmatch(text):
        return ""
    number = normalise_phone(text)
    return f"0{number}" if MOBILE.fullmatch(number) else number


def words_matched(record, terms):
    """How many of the folded terms stand in a record's search column as whole words: Ali before Alioui."""
    return sum(f" {term} " in record.search for term in terms)
