"""Forms in a real browser: drafts outlive their page, copies kept offline hold nothing private, sent twice is once."""

import re
from contextlib import closing

import pytest
from django.utils.crypto import get_random_string
from playwright.sync_api import expect

from beneficiaries.models import LifeProject
from reintegration.ground.drafts import keeping
from reintegration.ground.drafts.models import Draft
from tests.factories import make_coordinator, make_project
from tests.signing import cookie_of

LATER = 4000
"""Longer than a page waits after the last key."""


class Desk:
    def __init__(self, browser, site):
        self.site, self.souad = site, make_coordinator(language="ar")
        self.project = make_project(by=self.souad)
        self.context = browser.new_context(locale="ar-MA", viewport={"width": 1366, "height": 768})
        self.context.add_cookies([cookie_of(self.souad, site)])
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.clock.install()
        self.said = self.page.locator(".draft-said")
        self.offer = self.page.locator(".draft-offer")

    def open(self, model, pk):
        self.form = f"beneficiaries.{model}:{pk}"
        self.page.goto(f"{self.site}/beneficiaries/{model}/{pk}/change/", wait_until="networkidle")

    def leave(self):
        """Close the form; what it sends on leaving arrives after the next page is asked for."""
        self.page.goto(f"{self.site}/livez")
        for _look in range(200):
            if keeping.of(user=self.souad, form=self.form):
                return
            self.page.reload()

    def sign_in_beside(self, user):
        """In another window of the same browser."""
        token = {"name": "csrftoken", "value": get_random_string(32), "url": self.site}
        self.context.add_cookies([cookie_of(user, self.site), token])

    def kept(self):
        return keeping.content_of(keeping.of(user=self.souad, form=self.form))["fields"]

    def copy_holds(self, text):
        self.page.wait_for_function("(text) => JSON.stringify({...localStorage}).includes(text)", arg=text)

    def copies(self):
        return self.page.evaluate("JSON.stringify({...localStorage})")


def without_reader(route):
    # The browser puts the cookies of the moment in by itself.
    route.continue_(headers={k: v for k, v in route.request.headers.items() if k not in ("page-of", "cookie")})


@pytest.fixture
def desk(browser, live_site):
    desk = Desk(browser, live_site)
    with closing(desk.context):
        yield desk


def test_souad_leaves_a_project_half_typed_finds_it_again_and_sends_it_twice_in_vain(desk):
    page, project = desk.page, desk.project
    items = project.items.count()
    desk.open("lifeproject", project.pk)
    page.fill("[name=market]", "ثلاث ورشات في الحي")
    page.locator(".field-province [role=combobox]").fill("طنجه")
    page.clock.run_for(500)
    page.locator("[role=option]").first.click()
    chosen = page.locator(".field-province [role=combobox]").input_value()
    page.locator("#items-group .add-row a").click()
    row = page.locator("#items-group tr.form-row:not(.empty-form)").last
    row.locator("[name$=name_ar]").fill("آلة خياطة")
    row.locator("[name$=unit_price]").fill("٣٥٠٠٫٥")
    page.keyboard.press("Tab")
    expect(row.locator("[name$=unit_price]")).to_have_value("3\u00a0500,50")
    # Closed in the midst of it: nothing waits for the pause after the last key.
    desk.leave()
    desk.open("lifeproject", project.pk)

    desk.offer.get_by_role("button").first.click()
    expect(page.locator("[name=market]")).to_have_value("ثلاث ورشات في الحي")
    expect(page.locator(".field-province [role=combobox]")).to_have_value(chosen)
    expect(page.locator("#items-group [name$=name_ar]:visible").last).to_have_value("آلة خياطة")
    with page.expect_navigation(wait_until="networkidle"):
        page.evaluate("for (const n of [1, 2]) document.querySelector('[name=_continue]').click()")

    saved = LifeProject.objects.get(pk=project.pk)
    assert (saved.market, saved.version, saved.items.count()) == ("ثلاث ورشات في الحي", 2, items + 1)
    assert saved.province.name_ar == chosen
    assert desk.offer.count() == 0
    assert not Draft.objects.exists()


def test_souad_works_offline_and_nothing_private_stays_in_her_browser(desk):
    page = desk.page
    desk.open("beneficiary", desk.project.beneficiary.pk)
    desk.context.set_offline(True)
    page.fill("[name=cin]", "ZZ424242")
    page.fill("[name=phone]", "0612121212")
    page.clock.run_for(LATER)
    expect(desk.said).to_have_attribute("data-tone", "wait")
    desk.copy_holds("0612121212")
    assert "ZZ424242" not in desk.copies()
    # The copy alone would hold it, were the field not marked.
    page.locator("[name=cin]").evaluate("one => one.removeAttribute('data-private')")
    page.fill("[name=cin]", "ZZ424243")
    page.clock.run_for(LATER)
    desk.copy_holds("ZZ424243")

    desk.context.set_offline(False)
    expect(desk.said).to_have_text(re.compile(r"\d\d:\d\d"))
    assert "draft:" not in desk.copies()
    assert (desk.kept()["cin"], desk.kept()["phone"]) == (["ZZ424243"], ["0612121212"])

    page.evaluate("localStorage.setItem('draft:beneficiaries.episode:1', '{}')")
    desk.context.clear_cookies()
    page.goto(f"{desk.site}/login/")
    page.wait_for_load_state("networkidle")
    assert "draft:" not in desk.copies()


def test_amal_who_signs_in_after_souad_neither_gets_nor_sends_what_souad_typed(desk):
    page, amal = desk.page, make_coordinator()
    page.goto(f"{desk.site}/intake/", wait_until="networkidle")
    page.evaluate("localStorage.setItem('draft:0:intake', '{}')")
    page.fill("[name=phone]", "0612121212")
    desk.sign_in_beside(amal)
    page.clock.run_for(LATER)
    expect(desk.said).to_have_attribute("data-tone", "wait")
    page.locator("[name=_draft]").click()
    page.wait_for_load_state("networkidle")
    assert not Draft.objects.exists()

    # Souad again, under another session: the page is hers.
    desk.sign_in_beside(desk.souad)
    with page.expect_navigation():
        page.locator("[name=_draft]").click()
    assert [draft.user for draft in Draft.objects.all()] == [desk.souad]
    assert "draft:0:" not in desk.copies()

    # The control: a page that does not say whose it is hands over what Souad types.
    keeping.forget_all(user=desk.souad)
    page.route("**/drafts/**", without_reader)
    page.goto(f"{desk.site}/intake/", wait_until="networkidle")
    page.fill("[name=phone]", "0613131313")
    desk.sign_in_beside(amal)
    page.clock.run_for(LATER)
    expect(desk.said).to_have_text(re.compile(r"\d\d:\d\d"))
    assert Draft.objects.filter(user=amal).exists()


def test_a_day_is_picked_with_the_keyboard_in_the_words_of_morocco(desk):
    page = desk.page
    desk.open("beneficiary", desk.project.beneficiary.pk)
    birth = page.locator("[name=birth_date]")
    birth.fill("١٥/٨/٨٥")
    page.keyboard.press("Tab")
    expect(birth).to_have_value("15/08/1985")
    page.keyboard.press("Enter")
    expect(page.locator(".calendar-pick select option:checked")).to_have_text("غشت")
    for key in ("ArrowLeft", "ArrowDown", "PageUp", "Enter"):
        page.keyboard.press(key)

    expect(birth).to_have_value("23/07/1985")
    assert page.evaluate("document.activeElement.closest('.date-box') !== null")
