"""What scripts write into pages speaks the reader's language too; the pages as sent are read by the office's tests."""

from contextlib import closing

from django.urls import reverse

from beneficiaries.models import Beneficiary, LifeProject
from programs.models import Application
from tests.browser.desk import Desk
from tests.reading import Page

OPENERS = ".datetimeshortcuts a, .add-row a, details > summary, .select2-selection"

CHOICES_ARE_THERE = "() => !document.querySelector('.select2-results__option.loading-results')"


def change_of(model):
    record = model.objects.order_by("-pk").first()
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def forms_with_scripts():
    """Where calendars, searched choices, added rows and choices of many stand, and who opens them."""
    return {
        "souad": ["/", reverse("admin:beneficiaries_beneficiary_add"), change_of(Beneficiary), change_of(LifeProject)],
        "nadia": [change_of(Application), reverse("admin:programs_program_add")],
        "omar": [reverse("admin:access_user_add"), reverse("admin:access_posting_add")],
    }


def states_of(page):
    """The page as it came, then with each calendar, menu and list of choices opened, and each kind of row added."""
    yield Page(page.content())
    for opener in page.locator(OPENERS).all():
        if opener.is_visible():
            opener.click()
            page.wait_for_function(CHOICES_ARE_THERE)
            yield Page(page.content())
            page.keyboard.press("Escape")


def test_scripts_speak_arabic(browser, demonstration_site):
    for username, paths in forms_with_scripts().items():
        desk = Desk(browser, demonstration_site, username)
        with closing(desk.context):
            for path in paths:
                desk.page.goto(demonstration_site + path)
                for state in states_of(desk.page):
                    assert (state.language, state.direction) == ("ar", "rtl"), path
                    assert state.foreign_to_arabic() == [], path
            assert desk.faults == []


def test_control_text_written_by_a_script_is_found(page):
    page.set_content('<html lang="ar" dir="rtl"><body><details><summary>فتح</summary></details></body></html>')
    page.evaluate("() => { document.querySelector('summary').onclick = () => document.body.append('Saved now') }")
    assert [state.foreign_to_arabic() for state in states_of(page)] == [[], ["Saved now"]]
