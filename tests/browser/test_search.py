"""The search in a real browser: opened by keys, answered while one types, walked by arrows, left by Escape."""

from tests.browser.test_shell import sign_in
from tests.factories import make_coordinator, make_person


def test_souad_finds_and_opens_a_file_without_the_mouse(live_site, page):
    souad = make_coordinator(language="ar")
    person = make_person(by=souad, given_name_latin="Youssef")
    sign_in(page, live_site, souad)
    box = page.locator("#site-search input")
    box.focus()

    page.keyboard.press("Control+k")
    page.keyboard.type("youss")
    found = page.locator("#search-found a", has_text=person.file_number)
    found.wait_for()
    # The answer to what is typed now, not to what was typed before.
    page.keyboard.type("zzzz")
    page.locator("#search-found .found-nothing").wait_for()
    assert page.locator("#search-said").inner_text()
    page.keyboard.press("Escape")
    assert box.evaluate("one => one === document.activeElement")

    page.keyboard.press("Control+k")
    page.keyboard.press("Control+a")
    page.keyboard.type(person.file_number)
    found.wait_for()
    page.keyboard.press("ArrowDown")
    assert found.evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{person.file_number}/")
    assert "q=" not in page.url
