"""The thread of the whole application, walked in a browser by each role in turn, with nothing but the pages."""

import json
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from reintegration.demo.under_way import SLUG
from tests.browser.desk import Desk
from tests.disbursements.paper_samples import read

GIVEN, FAMILY = "نزهة", "الدكالية المختبرة"
NAME = f"{GIVEN} {FAMILY}"
NUMBER = re.compile(r"CAS-\d{4}-\d{5}")
FREE = Decimal("35000.00")
CEREMONY = "حفل تسليم الدعم بالجديدة"
TITLE = "مخبزة الحي"
SHORT_BY = re.compile(r"\b0[.,]01\b")
KINDS = {"lifeproject", "application", "disbursement", "ceremony", "handover"}
OF_PERSON = re.compile(rf"/(\w+)/({'|'.join(KINDS)})/\d+/")
AUTOCOMPLETES = (
    "/autocomplete/?app_label=programs&model_name=application&field_name=project",
    "/autocomplete/?app_label=beneficiaries&model_name=lifeproject&field_name=episode",
    "/autocomplete/?app_label=beneficiaries&model_name=episode&field_name=beneficiary",
)


def figures():
    output = StringIO()
    call_command("program_report", SLUG, stdout=output)
    return json.loads(output.getvalue())["figures"]


@pytest.fixture
def desk_of(browser, demonstration_site, request, tmp_path):
    """Seat somebody of the demonstration at a browser; afterwards no page may have failed anybody."""
    desks, failed_before = [], request.session.testsfailed

    def seat(username, **context):
        desks.append(Desk(browser, demonstration_site, username, **context))
        return desks[-1]

    yield seat
    for desk in desks:
        if request.session.testsfailed > failed_before:
            desk.picture(tmp_path)
        desk.context.close()
    assert [fault for desk in desks for fault in desk.faults] == []


# --- the walk -------------------------------------------------------------------------------------------------------


def register(souad):
    """Souad enters a person of El Jadida; returns the file number."""
    souad.press("main a[href='/intake/']")
    souad.fill(given_name_ar=GIVEN, family_name_ar=FAMILY, given_name_latin="Nezha", family_name_latin="Doukkalia")
    souad.fill(birth=1991, cin="M998877", phone="0612345678", province="الجديدة", address="حي السلام")
    souad.press("[name=sex][value=F]")
    souad.press("[name=has_agreed]")
    souad.press("[name=_save]")
    return NUMBER.search(souad.page.inner_text("main")).group()


def draft_project(souad):
    souad.press(".add-menu summary")
    souad.press("a[href*='/lifeproject/add/?episode=']")
    souad.fill(title_ar=TITLE, title_fr="Boulangerie de quartier")
    souad.choose("sector", text="الخدمات")
    souad.find("province", "الجديدة")
    for row, (kind, name_ar, name_fr, price) in enumerate(
        [("equipment", "فرن", "Four", "20 000"), ("working_capital", "دقيق", "Farine", "15000,01")]
    ):
        souad.choose(f"items-{row}-kind", value=kind)
        named = {"name_ar": name_ar, "name_fr": name_fr, "quantity": 1, "unit_price": price}
        souad.fill(**{f"items-{row}-{name}": value for name, value in named.items()})
    souad.press("[name=_continue]")


def submit(souad):
    souad.press("a[href*='/application/add/?project=']")
    souad.choose("program", text="الموسم الجاري")
    souad.save()


def check(nadia, file_number):
    nadia.take_up(file_number, towards="/verb/check/")
    nadia.confirm()


def approve(driss, file_number):
    """Driss asks tranche 2 for a centime more than it has, and then for what it has."""
    driss.take_up(file_number, towards="/verb/approve/")
    driss.choose("line", text="الشطر الثاني")
    driss.fill(amount="35000,01")
    driss.confirm()
    refusal = driss.page.locator("[role=alert]").inner_text()
    assert SHORT_BY.search(refusal), refusal
    driss.fill(amount="35000,00")
    driss.confirm()


def order_the_oven(hassan, file_number):
    hassan.take_up(file_number, towards="kind=equipment")
    hassan.press("input[name=items]", within=hassan.page.locator("label", has_text="فرن"))
    hassan.save()
    hassan.take_up(file_number, towards="/purchaseorder/add/")
    hassan.choose("supplier", index=1)
    assert hassan.page.locator("label:has(input[name=equipment]:checked)", has_text=FAMILY).count() == 1
    hassan.press("[name=_continue]")
    hassan.step("place")
    hassan.step("receive", delivery_note="BL-77")


def sign_the_cheque(hassan, file_number):
    hassan.take_up(file_number, towards="kind=cheque")
    hassan.fill(cheque_number="5550001")
    hassan.save()
    hassan.take_up(file_number, towards="/verb/sign/")
    hassan.confirm()


def plan_ceremony(souad, file_number):
    souad.open_list("/disbursements/ceremony/")
    souad.press(".object-tools a[href*='/add/']")
    souad.fill(name_ar=CEREMONY, name_fr="Remise d'El Jadida", held_on=today())
    souad.choose("centre", index=1)
    souad.find("province", "الجديدة")
    souad.fill(place_ar="مقر العمالة", place_fr="Siège de la province")
    souad.press("[name=_continue]")
    souad.press('a[href$="/verb/invite/"]')
    souad.press("input[name=applications]", within=souad.page.locator("label", has_text=file_number))
    souad.confirm()
    souad.step("lock")


def print_list(souad):
    return "".join(read(souad.download("a[href$='/handover-list.ar.pdf']")))


def hand_over(karim):
    karim.take_up(CEREMONY, towards="/check-in/")
    karim.press("form[action$='/verb/deliver/'] button")
    assert karim.page.locator(".seat form").count() == 0


def today():
    return timezone.localdate().isoformat()


# --- what came of it ------------------------------------------------------------------------------------------------


def moved(before, after):
    """By how much each figure that is a number or an amount rose."""
    numbers = {key: (before[key], value) for key, value in after.items() if key in before and is_number(value)}
    rises = {key: Decimal(new) - Decimal(old) for key, (old, new) in numbers.items()}
    return {key: rise for key, rise in rises.items() if rise and key != "average_project_mad"}


def is_number(value):
    return isinstance(value, int) or re.fullmatch(r"\d+\.\d\d", str(value))


def assert_books_are_whole():
    call_command("verify_audit", stdout=StringIO())
    call_command("reconcile_budget", stdout=StringIO())


def lists_that_show(desk, file_number):
    """The lists of the menu and the boxes that search, asked for the person, that give the file away."""
    lists = desk.page.eval_on_selector_all("#nav-sidebar a[href^='/']", "links => links.map(a => a.pathname)")
    asked = [*(f"{path}?q={GIVEN}" for path in lists), *(f"{box}&term={GIVEN}" for box in AUTOCOMPLETES)]
    pages = {address: desk.read(address) for address in [*lists, *asked]}
    return {address for address, text in pages.items() if file_number in text or TITLE in text}


def test_everybody_brings_one_person_from_the_door_to_the_handover(desk_of):
    before = figures()
    souad, nadia, driss, hassan = (desk_of(name) for name in ("souad", "nadia", "driss", "hassan"))
    file_number = register(souad)
    draft_project(souad)
    submit(souad)
    check(nadia, file_number)
    approve(driss, file_number)
    order_the_oven(hassan, file_number)
    sign_the_cheque(hassan, file_number)
    plan_ceremony(souad, file_number)
    assert NAME in print_list(souad)
    karim = desk_of("karim", java_script_enabled=False)
    hand_over(karim)

    assert moved(before, figures()) == {
        "applications.submitted": 1,
        "applications.approved": 1,
        "approved_mad": FREE,
        "people.women": 1,
        "people.resident_in_province_of_project": 1,
        "support.both": 1,
        "handed_over.people": 1,
        "handed_over.women": 1,
        "handed_over.amount_mad": FREE,
    }
    assert_books_are_whole()
    walkers = (souad, nadia, driss, hassan, karim)
    print(*(f"{desk.username}: {desk.presses} presses, {desk.keys} keys" for desk in walkers), sep="; ")

    amal = desk_of("amal")
    records = {address for desk in walkers for address in desk.seen if OF_PERSON.match(address)}
    assert {OF_PERSON.match(address)[2] for address in records} == KINDS
    records.add(f"/cases/{file_number}/")
    assert {address: amal.status_of(address) for address in records} == dict.fromkeys(records, 404)
    assert lists_that_show(amal, file_number) == set()
    assert len(lists_that_show(souad, file_number)) >= 8


def test_souad_registers_finds_and_reads_without_script(desk_of):
    souad = desk_of("souad", java_script_enabled=False)
    file_number = register(souad)
    souad.page.locator("#site-search input").fill(GIVEN)
    souad.page.keyboard.press("Enter")
    souad.press(f".found a:has-text('{file_number}')")
    assert FAMILY in souad.page.inner_text("h1")


def test_control_desk_notices_a_broken_policy_and_a_page_that_fails(desk_of):
    souad = desk_of("souad")
    souad.page.evaluate("document.body.setAttribute('style', 'color: red')")
    souad.page.goto(f"{souad.site}/no/such/page/")
    faults, souad.faults = souad.faults, []
    assert any("Content Security Policy" in fault for fault in faults), faults
    assert any(fault.startswith("404 ") for fault in faults), faults
