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


def test_pages_fit_a_phone(live_site, page):
    sign_in(page, live_site, make_user("administrator"))
    page.set_viewport_size(PHONE)
    for path in ("/", "/access/user/", "/access/user/1/change/", "/access/posting/add/", "/no/such/page/"):
        page.goto(live_site + path)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path


def test_omar_keeps_the_dark_he_chose(live_site, page):
    sign_in(page, live_site, make_user("administrator"))
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click(".account")
    page.click(".theme-toggle")
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_every_control_of_a_form_has_a_name(live_site, page):
    omar = make_user("administrator")
    sign_in(page, live_site, omar)
    for path in ("/access/user/", f"/access/user/{omar.pk}/change/", "/access/centre/add/", "/access/posting/add/"):
        page.goto(live_site + path)
        assert page.evaluate(NAMELESS) == [], path


NAMELESS = """() => [...document.querySelectorAll("main input, main select, main textarea, main button, summary")]
  .filter((e) => e.type !== "hidden" && !e.closest(".hidden, .empty-form"))
  .filter((e) => !(e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.textContent.trim()
    || [...(e.labels || [])].some((label) => label.textContent.trim())))
  .map((e) => e.outerHTML.slice(0, 120))"""
