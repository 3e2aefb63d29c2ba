"""The shell: language and direction, a menu by role, error pages, and markup that a strict content policy allows."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import AdminReadonlyField
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.urls import reverse
from django.utils import formats, translation

from disbursements.models import Ceremony
from reintegration.ground.access.scope import CENTRE_ROLES
from reintegration.ground.accounts import factors
from reintegration.ground.admin import WaitsForMe
from reintegration.ground.audit.acts import act
from reintegration.ground.audit.models import AuditEntry, StatusChange
from reintegration.office import display, navigation
from reintegration.office.error_views import server_error
from reintegration.office.navigation import NAVIGATION, Records
from reintegration.office.statuses import STATUSES, TONES
from reintegration.office.templatetags.shell import readonly_value
from reintegration.office.today.items import change_url
from reintegration.roles import PERMISSIONS
from tests.disbursements.factories import make_ceremony
from tests.factories import make_coordinator, make_user
from tests.office.worlds import Office
from tests.programs.factories import make_application
from tests.signing import Client

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
OURS = ("reintegration", "beneficiaries", "programs", "disbursements")
PAGES = [p for p in sorted(TEMPLATES.rglob("*.html")) if p.relative_to(TEMPLATES).parts[0] != "documents"]
SHEETS = sorted((STATIC / "css").glob("*.css"))
FORBIDDEN = re.compile(r'<style|\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=)|javascript:')
PHYSICAL = re.compile(r"(?<![\w-])(?:margin|padding|border|inset)?-?(?:left|right|top|bottom)(?:-[a-z]+)*\s*:")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def menu_of(response):
    return {item["url"] for group in response.context["nav"] for item in group["items"]}


# --- language and direction -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_stranger_is_led_to_an_arabic_login_page(client):
    page = client.get(reverse("admin:index"), follow=True, headers={"accept-language": "fr"})
    assert page.redirect_chain[0][0].startswith(reverse("admin:login"))
    assert '<html lang="ar" dir="rtl">' in page.text


@pytest.mark.django_db
def test_stranger_chooses_french_without_script(client):
    client.post(reverse("set_language"), {"language": "fr", "next": "/login/"})
    assert '<html lang="fr" dir="ltr">' in client.get(reverse("admin:login")).text


@pytest.mark.django_db
def test_wrong_password_is_answered_on_the_same_page(client):
    souad = make_coordinator()
    page = client.post(reverse("admin:login"), {"username": souad.username, "password": "wrong", "next": "/"})
    assert page.status_code == 200
    assert 'role="alert"' in page.text


AMOUNTS = {"ar": "12\u00a0500,75", "fr": "12\u00a0500,75", "en": "12,500.75"}


@pytest.mark.parametrize(("language", "amount"), AMOUNTS.items())
def test_numbers_and_dates_follow_the_language(language, amount):
    with translation.override(language):
        assert formats.number_format(Decimal("12500.75"), 2, force_grouping=True) == amount
        assert formats.date_format(date(2021, 5, 7)) == "07/05/2021"


# --- menu -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_omar_manages_users_and_souad_does_not_see_them():
    users = reverse("admin:access_user_changelist")
    omar, souad = make_user("administrator"), make_coordinator()
    assert users in menu_of(signed_in(omar).get("/"))
    assert users not in menu_of(signed_in(souad).get("/"))


@pytest.mark.django_db
def test_menu_marks_the_list_whose_record_is_open():
    omar = make_user("administrator")
    page = signed_in(omar).get(reverse("admin:access_user_change", args=[omar.pk]))
    current = [item["url"] for group in page.context["nav"] for item in group["items"] if item["current"]]
    assert current == [reverse("admin:access_user_changelist")]


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(PERMISSIONS))
def test_menu_asks_the_database_once_and_only_for_a_page_that_shows_it(rf, role, django_assert_max_num_queries):
    request = rf.get("/")
    user = request.user = make_coordinator() if role in CENTRE_ROLES else make_user(role)
    request.session = signed_in(user).session
    assert factors.passed(request) and user.scope
    with django_assert_max_num_queries(0):
        context = admin.site.each_context(request)
    with django_assert_max_num_queries(1):
        assert context["nav"]


WORK = {
    "souad": "at_the_centre",
    "nadia": "to_check",
    "driss": "to_decide",
    "hassan": "to_pay",
    "omar": "to_administer",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "work"), WORK.items())
def test_number_in_the_menu_is_the_number_of_rows_behind_it(name, work):
    office = Office()
    getattr(office, work)(2)
    client = signed_in(getattr(office, name))
    items = [item for group in client.get("/").context["nav"] for item in group["items"] if item["count_url"]]
    assert items
    behind = [client.get(item["count_url"]).context["cl"].result_count for item in items]
    assert behind == [item["count"] for item in items]


@pytest.mark.django_db
def test_menu_counts_no_further_than_anybody_reads_and_warns_of_what_is_late(monkeypatch):
    monkeypatch.setattr(navigation, "MOST", 1)
    office = Office()
    office.at_the_centre(2)
    items = [item for group in signed_in(office.souad).get("/").context["nav"] for item in group["items"]]
    found = {item["url"]: (item["count"], item["count_tone"]) for item in items}
    assert found[reverse("admin:beneficiaries_followupvisit_changelist")] == ("1+", "bad")
    assert found[reverse("admin:programs_application_changelist")] == ("1+", "wait")


@pytest.mark.django_db
def test_what_a_role_works_with_daily_stands_open_and_the_rest_is_folded():
    groups = {group["title"]: group for group in signed_in(make_user("administrator")).get("/").context["nav"]}
    assert groups["Accounts"]["is_open"] and not groups["Reference"]["is_open"]


# --- error pages ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_souad_finds_her_way_back_from_an_unknown_address():
    page = signed_in(make_coordinator()).get("/no/such/page/")
    assert page.status_code == 404
    assert reverse("admin:index") in page.text
    assert 'id="nav-sidebar"' in page.text


def test_fault_page_needs_no_database_and_gives_a_number(rf, caplog):
    page = server_error(rf.get("/anything/"))
    number = re.search(r"<bdi>([0-9A-F]{4})-([0-9A-F]{4})</bdi>", page.text)
    assert page.status_code == 500
    assert number[1] + number[2] in caplog.text


# --- markup ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_template_holds_no_inline_script_or_style(path):
    assert not FORBIDDEN.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("markup", ['<p style="color:red">', "<script>go()</script>", '<a onclick="go()">', "<style>"])
def test_inline_script_or_style_would_be_found(markup):
    assert FORBIDDEN.search(markup)


@pytest.mark.parametrize("path", SHEETS, ids=lambda p: p.name)
def test_stylesheet_uses_logical_properties_only(path):
    assert not PHYSICAL.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("rule", ["margin-left: 1px", "right: 0", "border-top-color: red", "padding-bottom:0"])
def test_physical_property_would_be_found(rule):
    assert PHYSICAL.search(rule)


def test_dark_by_device_and_dark_by_choice_are_the_same():
    tokens = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
    by_device = tokens.split("@media (prefers-color-scheme: dark)")[1].split("}")[0].split("{", 2)[2]
    by_choice = tokens.split(':root[data-theme="dark"] {')[1].split("}")[0]
    assert by_device.split() == by_choice.split()


def test_side_bar_leads_to_every_registered_list_and_to_no_other():
    lists = {entry.model for group in NAVIGATION for entry in group.entries if isinstance(entry, Records)}
    assert lists == {model._meta.label_lower for model in admin.site._registry}


def test_list_whose_rows_wait_for_somebody_can_show_those_alone():
    waiting = [page for page in admin.site._registry.values() if hasattr(page.model._default_manager, "waiting_for")]
    assert len(waiting) > 7
    assert [page.opts.label for page in waiting if WaitsForMe not in page.list_filter] == []


def test_every_named_icon_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img/icons.svg").read_text(encoding="utf-8")))
    named = {name for page in PAGES for name in re.findall(r'{% icon "([\w-]+)"', page.read_text(encoding="utf-8"))}
    named |= {entry.icon for group in NAVIGATION for entry in group.entries} | {shape for _css, shape in TONES.values()}
    assert named <= drawn


def test_every_static_file_a_template_names_exists():
    pattern = re.compile(r"{% static ['\"]([^'\"]+)['\"]")
    named = {name for page in PAGES for name in pattern.findall(page.read_text(encoding="utf-8"))}
    assert not {name for name in named if finders.find(name) is None}


def test_fonts_are_small_and_carry_their_licence():
    fonts = list((STATIC / "fonts").glob("*.woff2"))
    assert len(fonts) == 3
    assert sum(font.stat().st_size for font in fonts) < 150 * 1024
    assert "SIL Open Font License" in Path(STATIC / "fonts/OFL.txt").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_list_cells_name_their_column_for_a_phone():
    omar = make_user("administrator")
    page = signed_in(omar).get(reverse("admin:access_user_changelist"))
    cells = re.findall(r"<t[dh](?: class=\"[^\"]*\")?[^>]*>", page.text.split("<tbody>")[1])
    assert cells
    assert all("data-label=" in cell for cell in cells if "action-checkbox" not in cell)


@pytest.mark.django_db
def test_refused_form_links_each_fault_to_its_field():
    omar = make_user("administrator")
    address = reverse("admin:access_posting_add")
    blank = signed_in(omar).get(address).context["adminform"].form
    page = signed_in(omar).post(address, {"idempotency_key": str(blank["idempotency_key"].initial)})
    assert 'role="alert"' in page.text
    assert 'href="#id_role"' in page.text


def test_every_status_of_our_models_has_its_tone():
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]
    fields = [field for model in ours for field in model._meta.fields if field.name == "status" and field.choices]
    assert fields
    assert {value for field in fields for value, _label in field.flatchoices} <= set(STATUSES)


def test_every_tone_shows_a_word_and_a_shape():
    assert set(STATUSES.values()) <= set(TONES)
    for tone in TONES:
        assert "word</span>" in display.badge("word", tone)
        assert "#st-" in display.badge("word", tone)


def test_badge_escapes_what_it_shows():
    assert "<b>" not in display.badge("<b>", "good")


# --- records in words ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_step_of_a_file_is_headed_in_words(client):
    leila, application = make_user("auditor"), make_application(status="submitted")
    change = StatusChange.objects.about(application).latest("pk")
    client.force_login(leila)
    with translation.override("ar"):
        heading = re.search(r"<h1>(.+?)</h1>", client.get(change_url(change)).text)[1]
        assert str(act(change)) in heading
        assert change.to_status not in heading


@pytest.mark.django_db
def test_auditor_reads_what_an_act_changed_in_words(client):
    application = make_application(status="submitted")
    entry = AuditEntry.objects.about(application).latest("pk")
    client.force_login(make_user("auditor"))
    with translation.override("ar"):
        page = client.get(change_url(entry)).text
        assert str(application._meta.get_field("status").verbose_name) in page
        assert "{&quot;" not in page
        assert "submitted" not in re.sub(r"<[^>]+>", "", page)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "opens"), [("programme_officer", False), ("administrator", True)])
def test_record_is_linked_only_where_it_opens(role, opens):
    reader = make_user(role)
    ceremony = make_ceremony(coordinator=make_coordinator())
    page = admin.site.get_model_admin(Ceremony)
    request = RequestFactory().get("/")
    request.user = reader
    form = page.get_form(request, ceremony)(instance=ceremony)
    field = AdminReadonlyField(form, "coordinator", is_first=True, model_admin=page)
    shown = readonly_value({"request": request}, field)
    assert ("<a " in shown) is opens
    assert str(ceremony.coordinator) in shown


@pytest.mark.django_db
def test_forged_filter_and_unknown_host_are_answered_in_the_shell(client):
    client.force_login(make_user("auditor", language="ar"))
    forged = client.get("/access/posting/?status=waiting")
    assert forged.status_code == 400
    assert "لم نجد هذه الصفحة" in forged.content.decode()
    elsewhere = client.get("/", headers={"host": "elsewhere.example.com"})
    assert elsewhere.status_code == 400
    assert "elsewhere" not in elsewhere.content.decode()
