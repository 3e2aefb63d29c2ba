"""Days and amounts as people type them, in the fields of every form."""

from datetime import date

import pytest
from django.contrib import admin
from django.test import RequestFactory

from reintegration.ground.access.models import Centre, User
from reintegration.ground.admin.choosing import FoundBySpelling
from reintegration.ground.dates import parse_day
from reintegration.ground.forms import DateField, DateInput, DayField
from tests.factories import make_centre

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/03/1985", date(1985, 3, 12)),
        (" 1/2/85 ", date(1985, 2, 1)),
        ("1.2.26", date(2026, 2, 1)),
        ("31-12-36", date(2036, 12, 31)),
        ("31–12–37", date(1937, 12, 31)),
        ("5 6 2020", date(2020, 6, 5)),
        ("١٢/٠٣/١٩٨٥", date(1985, 3, 12)),
        ("\u200f۱۲/۰۳/۱۹۸۵\u200f", date(1985, 3, 12)),
        ("2019-05-18", date(2019, 5, 18)),
        ("12/03", None),
        ("1985", None),
        ("12/03/985", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_written_here(typed, day):
    assert parse_day(typed, today=TODAY) == day


def test_a_day_that_the_calendar_does_not_have_is_told_from_one_that_is_badly_written():
    field = DateField()
    faults = {}
    for typed in ("31/02/2020", "12/03"):
        with pytest.raises(Exception) as caught:
            field.clean(typed)
        faults[typed] = " ".join(caught.value.messages)

    assert "no such day in the calendar: 31/02/2020" in faults["31/02/2020"]
    assert "12/03/1985" in faults["12/03"]


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_day_is_shown_and_sent_back_alike_in_each_language(language, settings):
    settings.LANGUAGE_CODE = language
    box = DateInput()

    assert 'value="05/06/2020"' in box.render("on", date(2020, 6, 5))
    assert box.value_from_datadict({"on": "٥.٦.٢٠"}, {}, "on") == "05/06/2020"
    assert box.value_from_datadict({"on": "12/03"}, {}, "on") == "12/03"
    assert DayField(required=False).has_changed(date(2020, 6, 5), "5/6/20") is False


def test_every_day_of_the_admin_is_typed_or_picked_and_no_page_loads_djangos_calendar():
    request = RequestFactory().get("/")
    request.user = User(username="nobody", is_active=True)
    pages = [page for page in admin.site._registry.values() if any(_is_day(f) for f in page.opts.concrete_fields)]
    wrong = [
        f"{page.opts.label}.{f.name}"
        for page in pages
        for f in page.opts.concrete_fields
        if _is_day(f) and not isinstance(page.formfield_for_dbfield(f, request).widget, DateInput)
    ]

    assert len(pages) > 5
    assert wrong == []
    assert "DateTimeShortcuts" not in "".join(str(page.media) for page in pages)


def _is_day(field):
    return field.get_internal_type() == "DateField" and field.editable


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["طنجة", "مركز طنجه", "tanger", "TNG", "centre tang"])
def test_a_centre_is_found_in_any_spelling(typed):
    tanger = make_centre(code="TNG", name_ar="مركز طنجة", name_fr="Centre Tanger")
    make_centre(code="AGA", name_ar="مركز أكادير", name_fr="Centre Agadir")
    page = admin.site.get_model_admin(Centre)
    assert isinstance(page, FoundBySpelling)

    found, _ = page.get_search_results(None, Centre.objects.all(), typed)

    assert list(found) == [tanger]
