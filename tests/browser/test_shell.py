"""The shell in a real browser: without script, on a phone, in the dark; nothing breaks the content policy."""

import pytest

from tests.factories import make_coordinator, make_user
from tests.signing import cookie_of

PHONE = {"width": 390, "height": 844}


def sign_in(page, site, user):
    page.context.add_cookies([cookie_of(user, site)])
    page.goto(site)
    page.locator("#nav-sidebar").wait_for(state="attached")


@pytest.fixture
def plain_page(browser):
    """A phone whose browser runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    yield context.new_page()
    context.close()


def test_souad_opens_the_menu_and_changes_the_language_without_script(live_site, plain_page):
    sign_in(plain_page, live_site, make_coordinator(language="ar"))
    assert plain_page.locator("html").get_attribute("dir") == "rtl"
    assert not plain_page.locator("#nav-sidebar").is_visible()
    plain_page.click(".menu-button")
    assert plain_page.locator("#nav-sidebar").is_visible()
    plain_page.click("#nav-sidebar .languages button[value=fr]")
    assert plain_page.locator("html").get_attribute("lang") == "fr"


def test_omar_keeps_the_dark_he_chose(live_site, page):
    sign_in(page, live_site, make_user("administrator"))
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click(".account")
    page.click(".theme-toggle")
    page.click("#logout-form button")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
