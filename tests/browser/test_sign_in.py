"""The way in, in Arabic, in a real browser: password, application for codes, recovery codes, a page; then a passkey."""

from django.urls import reverse

from reintegration.ground.accounts import factors
from tests.factories import PASSWORD, make_user
from tests.ground.accounts.door import code

PASSKEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def give_password(page, site, user):
    page.goto(f"{site}/access/user/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.click("#login-form button[type=submit]")


def test_latifa_sets_up_codes_and_a_passkey_and_enters_by_it(live_site, page):
    # A passkey belongs to a name, not to a number.
    site = live_site.replace("127.0.0.1", "localhost")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
    latifa = make_user("auditor", language="ar")

    give_password(page, site, latifa)
    page.wait_for_url("**/account/app/**")
    page.fill("[name=code]", code(page.inner_text("bdi.code").replace(" ", "")))
    page.click("#app-form button[type=submit]")
    assert page.locator("#recovery-codes li").count() == 10
    page.click("a.btn--primary")
    page.wait_for_url("**/access/user/")
    assert page.locator("html").get_attribute("dir") == "rtl"

    page.goto(site + reverse("account_passkey"))
    page.fill("[name=name]", "هاتفي")
    page.click("#passkey-form button[type=submit]")
    page.wait_for_url("**/account/")
    assert [factor.type for factor in factors.of(latifa)] == ["totp", "webauthn"]

    page.context.clear_cookies()
    give_password(page, site, latifa)
    page.click("#passkey-form button[type=submit]")
    page.wait_for_url("**/access/user/")
