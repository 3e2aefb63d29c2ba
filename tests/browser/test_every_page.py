"""Every page opens sound: readable by all, within the policy, light, as wide as its window, in one language.

The addresses come from the resolver, in the fullest hands; tests/browser/test_every_role.py asks as each role.
"""

import random
from contextlib import contextmanager

import pytest
from django.urls import resolve, reverse
from django.utils.http import urlsafe_base64_encode

from disbursements.services import handovers, passes
from reintegration.ground.access import users
from reintegration.ground.access.models import User
from reintegration.ground.accounts import factors, invitations
from tests.access import addresses
from tests.browser.every_page import make_one, make_richest, of_office
from tests.browser.eyes import DESK, Eyes
from tests.factories import PASSWORD, make_user, reread
from tests.signing import cookie_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = {
    "username": "new",
    "full_name_ar": "نور",
    "full_name_latin": "Nour",
    "email": "nour@example.org",
    "language": "ar",
}
ANSWERS = {"account_end_sessions", "pass_leave", "pass_list_pdf", "pass_certificates_pdf"}
"""Addresses at the doors that only take a form or answer with a paper."""


@contextmanager
def eyes_of(browser, site, user=None, language="ar"):
    with browser.new_context(locale="ar-MA", viewport=DESK) as context:
        if user:
            context.add_cookies([cookie_of(user, site)])
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        yield Eyes(page, site, language)


def walked(eyes, paths):
    """{path: faults} of the pages that open; a form to add something is also sent empty."""
    found = {}
    for path in paths:
        found[path] = eyes.visit(path)
        if found[path] is not None and eyes.page.url.endswith("/add/"):
            # Scripts let the form wait a moment: the click is over before the page goes.
            with eyes.page.expect_navigation():
                eyes.page.locator("[name=_save]").first.click()
            found[f"{path} sent empty"] = eyes.look()
    return {path: faults for path, faults in found.items() if faults is not None}


def report(found):
    return "\n".join(f"{path}: {fault}" for path, faults in found.items() for fault in faults)


def test_every_page_of_the_office_is_sound(browser, demonstration_site):
    world = make_one()
    with eyes_of(browser, demonstration_site, make_richest(world, language="ar")) as eyes:
        found = walked(eyes, [*of_office(world), "/no/such/page/"])
    assert report(found) == ""
    assert len(found) > 180


def test_every_page_at_the_doors_is_sound(browser, live_site):
    world = make_one()
    latifa = make_user("auditor", language="ar")
    factor = factors.set_up_app(user=latifa, secret=SECRET)
    ceremony_pass = give_pass(world)
    with eyes_of(browser, live_site) as eyes:
        found = walked(eyes, visitors_pages(world))
        found |= walked(eyes, papers_pages(world))
        eyes.visit(reverse("account_login"))
        fill_and_send(eyes.page, username=latifa.username, password=PASSWORD)
        found[reverse("mfa_authenticate")] = eyes.look()
    with eyes_of(browser, live_site) as eyes:
        found |= walked(eyes, [reverse("pass_door", args=[ceremony_pass.token])])
        fill_and_send(eyes.page, pin=ceremony_pass.pin)
        found |= walked(eyes, [reverse("pass_list")])
    with eyes_of(browser, live_site, reread(latifa)) as eyes:
        found |= walked(eyes, own_pages(factor))
        fill_and_send(eyes.page, form="form[action$='/recovery-codes/']")
        found[reverse("account_codes")] = eyes.look()

    assert report(found) == ""
    assert {*addresses.DOOR, *addresses.OF_PASS} - ANSWERS <= {resolve(path).url_name for path in found}


def give_pass(world):
    ceremony = world.records["disbursements.ceremony"]
    return passes.give(ceremony=ceremony, holder="رشيد", by=world.coordinator)


def visitors_pages(world):
    """The pages that open to everybody, one of them with a link that a new account was sent."""
    omar = make_user("administrator")
    new = users.save(user=User(**NEW), by=omar)
    invitation = invitations.invite(user=new, by=omar)
    uid = urlsafe_base64_encode(str(new.pk).encode())
    yield from (reverse(name) for name in ("account_login", "account_forgotten", "verify"))
    yield reverse("account_invitation", args=[uid, invitation.token])
    yield reverse("account_new_password", args=[uid, "no-such-token"])


def papers_pages(world):
    """What a paper's code says before the handover, and after it; and what no paper's code says."""
    line, certificate = world.records["disbursements.handover"], world.records["disbursements.certificate"]
    yield reverse("verify_code", args=[certificate.code])
    handovers.deliver(handover=line, by=world.coordinator, handed_on=line.ceremony.held_on)
    yield reverse("verify_code", args=[f"{certificate.code} "])
    yield reverse("verify_code", args=["Z" * 26])


def own_pages(factor):
    names = ("account_app", "account_passkey", "account_reauthenticate")
    return [*map(reverse, names), reverse("account_remove_factor", args=[factor.pk]), reverse("account")]


def fill_and_send(page, form="form:not(.languages)", **values):
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    page.locator(form).first.locator("[type=submit]").click()
    page.wait_for_load_state()


# --- controls: each fault is found


SOUND = """<!doctype html><html lang="ar" dir="rtl"><head><title>صفحة</title>
<link rel="stylesheet" href="/static/faulty.css"></head><body><main><h1>عنوان</h1>{}</main></body></html>"""
RARE = "".join(random.Random(1).choices([chr(number) for number in range(0x4E00, 0x9000)], k=30_000))
SHEET = """
.pale { color: #999 } .wide { inline-size: 500px } .wider { inline-size: 2000px } .bare:focus { outline: 0 }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } .bright { color: #444 } }"""
FAULTS = {
    "no fault": ("<p>كلام</p>", ""),
    "pale words": ('<p class="pale">كلام</p>', "color-contrast"),
    "a field without a name": ("<input>", "label: input"),
    "pale in the dark": ('<p class="bright">كلام</p>', "dark: color-contrast"),
    "wider than a telephone": ('<p class="wide">كلام</p>', "wider than 390"),
    "wider than a desk": ('<p class="wider">كلام</p>', "wider than 1366"),
    "focus that nobody sees": ('<button class="bare">زر</button>', "shows no focus"),
    "another language": ("<p>Saved now</p>", "foreign: Saved now"),
    "in a closed menu": ("<details><summary>فتح</summary>Saved now</details>", "foreign: Saved now"),
    "a style in the page": ('<p style="color: red">كلام</p>', "Content Security Policy"),
    "a script in the page": ("<script>alert(1)</script>", "Content Security Policy"),
    "a file that is not there": ('<img src="/static/none.png" alt="">', "404 "),
    "another site": ('<img src="http://elsewhere.test/a.png" alt="">', "asks another site"),
    "a script that fails": ('<script src="/static/faulty.js"></script>', "no such thing"),
    "a heavy page": (
        f"<p hidden>{''.join(map(chr, random.Random(1).choices(range(0x4E00, 0x9000), k=30_000)))}</p>",
        " warm",
    ),
    "a heavy picture": ('<img src="/static/heavy.png" alt="">', " cold"),
}
POLICY = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html; charset=utf-8"}
FAULTY = "http://faulty.test"


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_of_a_page_is_found(browser, fault):
    markup, wanted = FAULTS[fault]
    files = {
        f"{FAULTY}/": {"body": SOUND.format(markup), "headers": POLICY},
        f"{FAULTY}/static/faulty.css": {"body": SHEET, "content_type": "text/css"},
        f"{FAULTY}/static/faulty.js": {"body": "throw new Error('no such thing')", "content_type": "text/javascript"},
        f"{FAULTY}/static/heavy.png": {"body": "", "content_type": "image/png"},
    }

    def answer(route):
        route.fulfill(**files.get(route.request.url, {"status": 404}))

    with eyes_of(browser, FAULTY) as eyes:
        eyes.page.route("**/*", answer)
        eyes.weights = {
            **dict.fromkeys(files, 100),
            f"{FAULTY}/static/heavy.png": 300_001,
            f"{FAULTY}/static/none.png": 0,
        }
        found = eyes.visit("/")
    assert bool(found) == bool(wanted), found
    assert not wanted or any(wanted in line for line in found), found
