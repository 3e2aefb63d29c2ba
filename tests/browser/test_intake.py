"""The intake page in a real browser: who may be known shows while one types, and an answer given stays given."""

from playwright.sync_api import expect

from tests.factories import make_coordinator, make_person, typed_person
from tests.signing import cookie_of


def test_souad_types_a_known_person_says_it_is_another_and_saves(live_site, page):
    souad = make_coordinator()
    known = make_person(by=souad, given_name_ar="حسن", family_name_ar="البناني", birth_year=1985)
    page.context.add_cookies([cookie_of(souad, live_site)])
    page.goto(f"{live_site}/intake/")
    panel, who = page.locator("[data-known]"), typed_person()

    for name in ("given_name_ar", "family_name_ar", "birth"):
        page.fill(f"[name={name}]", who[name])
    expect(panel).to_contain_text(known.file_number)
    panel.locator("[name=apart]").check()
    for name in ("given_name_latin", "family_name_latin", "province"):
        page.fill(f"[name={name}]", who[name])
    expect(panel.locator("[name=apart]")).to_be_checked()
    page.check("[name=sex][value=M]")
    page.check("[name=has_agreed]")
    page.click("[name=_save]")
    page.wait_for_url("**/cases/*/")

    assert known.file_number not in page.url
