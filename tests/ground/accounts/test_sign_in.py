"""In by password and second step: what is refused, what counts once, where each is led who may not enter yet."""

from types import SimpleNamespace

import pytest
from allauth.mfa.utils import decrypt
from django.urls import reverse

from reintegration.ground.accounts import factors, proof
from reintegration.ground.audit.models import AuditEntry
from tests.factories import PASSWORD, make_user
from tests.ground.accounts.door import LOGIN, SECRET, code, give_code, give_password, is_in, sign_in, with_app
from tests.signing import Client, without_second_factor

pytestmark = pytest.mark.django_db


def failures(user):
    return AuditEntry.objects.filter(action="sign-in-failed", subject_id=str(user.pk)).count()


def test_latifa_enters_by_password_and_code_and_comes_where_she_wanted(client, latifa):
    assert give_password(client, latifa, to="/access/user/").url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert give_code(client, code()).url == "/access/user/"
    assert is_in(client)
    assert AuditEntry.objects.filter(action="sign-in", subject_id=str(latifa.pk)).count() == 1


@pytest.mark.parametrize("typed", ["000000", "", "abcdef", "١٢٣"])
def test_wrong_code_opens_nothing_and_leaves_an_entry(client, latifa, typed):
    answer = sign_in(client, latifa, typed)
    assert "This code is not right." in answer.text
    assert not is_in(client)
    assert failures(latifa) == 1


@pytest.mark.parametrize(("step", "opens"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_code_counts_half_a_minute_early_and_late(client, latifa, step, opens):
    sign_in(client, latifa, code(step=step))
    assert is_in(client) is opens


def test_code_in_arabic_digits_with_a_blank_is_read(client, latifa):
    arabic = code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    sign_in(client, latifa, f"{arabic[:3]} {arabic[3:]}")
    assert is_in(client)


def replays(latifa, clock):
    """Whether a code that was used once opens again, at once and as long as it would be right."""
    used, opened = code(step=1), []
    for wait in (0, 0, 30, 30):
        clock.now += wait
        other = Client()
        sign_in(other, latifa, used)
        opened.append(is_in(other))
    return opened


def test_code_that_was_used_opens_nothing_again(latifa, clock):
    assert replays(latifa, clock) == [True, False, False, False]


def test_control_without_the_memory_of_codes_it_would(latifa, clock, monkeypatch):
    monkeypatch.setattr(proof, "cache", SimpleNamespace(add=lambda *args: True))
    assert replays(latifa, clock) == [True, True, True, True]


def test_password_alone_opens_no_page(client, latifa):
    client.force_login(latifa)
    assert is_in(client)
    without_second_factor(client)
    assert client.get("/access/user/").url == f"{LOGIN}?next=/access/user/"


def test_control_without_the_mark_it_would(client, latifa, monkeypatch):
    client.force_login(latifa)
    without_second_factor(client)
    monkeypatch.setattr(factors, "passed", lambda request: True)
    assert is_in(client)


def test_session_without_the_second_step_is_sent_out_once_there_is_a_factor(client, latifa):
    client.force_login(latifa)
    without_second_factor(client)
    assert client.get(LOGIN).url == LOGIN
    assert client.get(LOGIN).status_code == 200


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!changed"}])
def test_account_that_changed_after_the_password_begins_again(client, latifa, change):
    give_password(client, latifa)
    type(latifa).objects.update(**change)
    assert give_code(client, code()).url == LOGIN
    assert client.get(reverse("mfa_authenticate")).url == LOGIN
    assert not AuditEntry.objects.filter(action="sign-in").exists()


def test_second_step_of_nobody_leads_to_the_password(client):
    assert client.get(reverse("mfa_authenticate")).url == LOGIN
    assert client.post(reverse("mfa_authenticate"), {"code": "1"}).url == LOGIN


def test_user_with_no_factor_must_set_one_up_and_comes_where_she_wanted(client, clock):
    latifa = make_user("auditor")
    page = client.post(LOGIN, {"username": latifa.username, "password": PASSWORD, "next": "/access/user/"}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("account_app") + "?next=%2Faccess%2Fuser%2F"
    assert not is_in(client)
    secret = page.context["form"].secret
    page = client.post(page.redirect_chain[-1][0], {"code": code(secret), "next": "/access/user/"}, follow=True)
    codes = page.context["codes"]
    assert len(set(codes)) == 10
    assert page.context["next"] == "/access/user/"
    assert client.get("/access/user/").status_code == 200
    assert client.get(reverse("account_codes")).url == reverse("account")
    assert secret not in str(factors.of(latifa).values())
    assert not any(code in str(latifa.recovery_codes.values()) for code in codes)


def test_code_of_the_setting_up_opens_nothing_again(client, clock):
    latifa = make_user("auditor")
    secret = client.post(LOGIN, {"username": latifa.username, "password": PASSWORD}, follow=True).context["form"].secret
    client.post(reverse("account_app"), {"code": code(secret)})
    other = Client()
    sign_in(other, latifa, code(secret))
    assert not is_in(other)


def test_first_factor_is_set_up_once_though_two_know_the_password(client, clock, monkeypatch):
    latifa = make_user("auditor")
    give_password(client, latifa)
    secret = client.get(reverse("account_app")).context["form"].secret
    asked = proof.app_code

    def while_she_sets_up_hers(*args):
        with_app(latifa)
        return asked(*args)

    monkeypatch.setattr(proof, "app_code", while_she_sets_up_hers)
    client.post(reverse("account_app"), {"code": code(secret)})
    assert not is_in(client)
    assert decrypt(factors.of(latifa).get().data["secret"]) == SECRET


@pytest.mark.parametrize("start", ["/", LOGIN, "/access/user/?q=a", "/account/", "/account/app/", "/no/such/page/"])
@pytest.mark.parametrize("state", ["stranger", "no factor", "no posting", "all"])
def test_nobody_runs_in_circles(client, state, start):
    if state != "stranger":
        client.force_login(make_user(None if state == "no posting" else "auditor"))
    if state == "no factor":
        without_second_factor(client)
    page = client.get(start, follow=True)
    assert len(page.redirect_chain) <= 3
    assert page.status_code in (200, 403, 404)


def test_user_without_posting_reads_whom_to_ask_and_can_leave(client):
    client.force_login(make_user())
    page = client.get("/", follow=True)
    assert page.status_code == 403
    assert "An administrator must give you one" in page.text
    client.post(reverse("admin:logout"))
    assert "_auth_user_id" not in client.session


def test_way_back_leads_to_no_other_site(client, latifa):
    give_password(client, latifa, to="https://elsewhere.example/")
    assert give_code(client, code()).url == "/"


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "inactive/", "2fa/", "login/", "social/"])
def test_nothing_else_of_the_library_has_an_address(client, path):
    assert client.get(f"/account/{path}").status_code in (302, 404)
    client.force_login(make_user("auditor"))
    assert client.get(f"/account/{path}").status_code == 404


def test_known_accounts_open_only_in_a_demonstration(client, settings):
    settings.DEMO_CODE = "123123"
    amal = make_user("auditor", is_demonstration=True)
    give_password(client, amal)
    assert "123123" in client.get(reverse("mfa_authenticate")).text
    sign_in(client, amal, "123123")
    assert is_in(client)
    assert client.get(reverse("account_app")).status_code == 403
    settings.DEMO = False
    assert not is_in(client)
    assert give_password(Client(), amal).status_code == 200


def test_a_real_account_does_not_take_the_code_of_the_demonstration(client, latifa, settings):
    settings.DEMO_CODE = "123123"
    sign_in(client, latifa, settings.DEMO_CODE)
    assert not is_in(client)


def test_secret_is_sealed(latifa):
    assert SECRET not in str(factors.of(latifa).values())
