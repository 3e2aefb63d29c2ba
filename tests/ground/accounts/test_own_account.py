"""One's own factors, recovery codes and sessions; and proving once more who one is before what is protected."""

import pytest
from django.urls import reverse

from reintegration.ground.accounts import factors
from reintegration.ground.audit.models import AuditEntry
from tests import pages
from tests.factories import PASSWORD, make_coordinator, make_person, make_posting, make_user, reread
from tests.ground.accounts.door import code, give_password, is_in, sign_in, with_app
from tests.signing import Client, forget_proof, without_second_factor

pytestmark = pytest.mark.django_db
EXPORT = reverse("admin:beneficiaries_beneficiary_export")
PROOF = reverse("account_reauthenticate")


def new_codes(client, user):
    client.force_login(user)
    return client.post(reverse("account_codes"), follow=True).context["codes"]


def test_recovery_code_opens_once_in_any_spelling(client, latifa):
    given = new_codes(client, latifa)[0]
    for opens in (True, False):
        other = Client()
        sign_in(other, latifa, given.lower().replace("-", " "))
        assert is_in(other) is opens
    assert AuditEntry.objects.filter(action="recovery-code-used").count() == 1


def test_new_codes_make_the_old_ones_void_and_belong_to_one_user(client, latifa):
    old, theirs = new_codes(client, latifa)[0], new_codes(Client(), make_user("auditor"))[0]
    new_codes(client, latifa)
    other = Client()
    for given in (old, theirs):
        sign_in(other, latifa, given)
        assert not is_in(other)


def test_last_factor_stays(client, latifa):
    client.force_login(latifa)
    only = factors.of(latifa).get()
    page = client.post(reverse("account_remove_factor", args=[only.pk]), follow=True)
    assert "This is your only second factor" in page.text
    factors.add_passkey(user=latifa, name="key", credential={})
    client.post(reverse("account_remove_factor", args=[only.pk]))
    assert [factor.type for factor in factors.of(latifa)] == ["webauthn"]


def test_factor_of_another_is_not_found(client, latifa):
    client.force_login(make_user("auditor"))
    assert client.post(reverse("account_remove_factor", args=[factors.of(latifa).get().pk])).status_code == 404


@pytest.mark.parametrize("name", ["account", "account_codes", "account_end_sessions"])
def test_own_pages_open_after_the_second_step_alone(client, latifa, name):
    assert client.post(reverse(name)).url.startswith(reverse("account_login"))
    client.force_login(latifa)
    without_second_factor(client)
    assert client.post(reverse(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["account_app", "account_passkey"])
def test_password_alone_adds_no_factor_beside_one(client, latifa, name):
    client.force_login(latifa)
    without_second_factor(client)
    assert client.get(reverse(name)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["account_app", "account_passkey", "account_codes"])
def test_factors_and_codes_are_changed_by_who_has_just_proved_it(client, latifa, name):
    client.force_login(latifa)
    forget_proof(client)
    assert client.post(reverse(name)).url.startswith(PROOF)


def test_setting_up_anew_replaces_the_application(client, latifa):
    client.force_login(latifa)
    secret = client.get(reverse("account_app")).context["form"].secret
    client.post(reverse("account_app"), {"code": code(secret)})
    other = Client()
    sign_in(other, latifa, code())
    assert not is_in(other)
    sign_in(other, latifa, code(secret, step=1))
    assert is_in(other)


# --- once more


@pytest.fixture
def souad(clock):
    souad = make_coordinator()
    make_person(by=souad)
    return souad


def test_export_asks_who_is_there_and_then_goes_on(client, souad):
    client.force_login(souad)
    assert client.get(EXPORT).status_code == 200
    forget_proof(client)
    asked = client.get(EXPORT)
    assert asked.url == f"{PROOF}?next=" + EXPORT.replace("/", "%2F")
    assert "This is not right." in client.post(asked.url, {"proof": "wrong"}).text
    assert client.post(asked.url, {"proof": PASSWORD}).url == EXPORT
    assert client.get(EXPORT).status_code == 200


def test_export_that_was_sent_is_done_after_the_proof(client, souad):
    client.force_login(with_app(souad))
    form = client.get(EXPORT).context["form"]
    sent = {"format": 0, **{field.html_name: "on" for field in form if field.field.widget.input_type == "checkbox"}}
    forget_proof(client)
    asked = client.post(EXPORT, sent)
    assert not AuditEntry.objects.filter(action="export").exists()
    answer = client.post(asked.url, {"proof": code()})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(action="export").count() == 1


def test_form_at_an_address_with_a_query_is_done_after_the_proof(client):
    driss = make_user()
    client.force_login(make_user("administrator"))
    url = reverse("admin:access_posting_add") + f"?user={driss.pk}"
    form = pages.record_form(client.get(url))
    forget_proof(client)
    asked = client.post(url, form.sent(role="approver", starts_on="2026-03-02"))
    assert not driss.postings.exists()
    client.post(asked.url, {"proof": PASSWORD})
    assert driss.postings.get().role == "approver"


def test_form_that_was_left_unproved_is_not_done_by_a_later_proof(client):
    asked_for = make_posting(user=make_user(), role="approver", confirmed_at=None, asked_by=make_user("administrator"))
    client.force_login(make_user("administrator"))
    url = reverse("admin:access_posting_verb", args=[asked_for.pk, "confirm"])
    form = pages.record_form(client.get(url))
    forget_proof(client)
    client.post(url, form.sent())
    later = client.get(url)
    assert client.post(later.url, {"proof": PASSWORD}).url == url
    assert reread(asked_for).confirmed_at is None


def test_who_may_not_export_is_refused_not_asked(client):
    client.force_login(make_user("finance_officer"))
    forget_proof(client)
    assert client.get(EXPORT).status_code == 403


def test_control_without_the_question_an_old_session_exports(client, souad, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 10**9
    client.force_login(souad)
    forget_proof(client)
    assert client.get(EXPORT).status_code == 200


# --- sessions


def test_latifa_ends_another_session_of_hers(client, latifa):
    others = [Client(HTTP_USER_AGENT=name) for name in ("Mozilla Firefox/1 Windows", "curl")]
    for step, other in enumerate(others):
        sign_in(other, latifa, code(step=step))
    client.force_login(latifa)
    page = client.get(reverse("account"))
    assert "curl" in page.text
    names = {session.browser: session.name for session in page.context["sessions"]}
    client.post(reverse("account_end_sessions"), {"session": names["curl"]})
    assert [is_in(one) for one in (client, *others)] == [True, True, False]
    client.post(reverse("account_end_sessions"))
    assert [is_in(one) for one in (client, *others)] == [True, False, False]
    assert AuditEntry.objects.filter(action="sessions-ended").count() == 2


def test_nobody_ends_a_session_of_somebody_else(client, latifa):
    client.force_login(latifa)
    name = client.get(reverse("account")).context["sessions"][0].name
    other = Client()
    other.force_login(make_user("auditor"))
    other.post(reverse("account_end_sessions"), {"session": name})
    assert is_in(client)


def test_sessions_of_a_half_signed_in_user_are_nobodys(client, latifa):
    give_password(client, latifa)
    assert latifa.sessions.count() == 0


FORGED = ["[]", "{}", "5", '"x"', '{"id": "x"}', '{"id": "é", "rawId": "é", "type": "public-key", "response": {}}']
FORGED += ['{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA"}}']
FORGED += [
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "eA",'
    ' "authenticatorData": "eA", "signature": "eA"}}'
]
FORGED += ["[" * 5000, '{"id": "\\ud800", "rawId": "\\ud800", "type": "public-key", "response": {}}']


@pytest.mark.parametrize("credential", FORGED, ids=range(len(FORGED)))
def test_forged_answer_of_a_passkey_is_refused(client, latifa, credential):
    other, state = Client(), {"challenge": "eA", "user_verification": None}
    give_password(other, latifa)
    session = other.session
    session["mfa.webauthn.state"] = state
    session.save()
    assert other.post(reverse("mfa_authenticate"), {"credential": credential}).status_code == 200
    assert not is_in(other)
    client.force_login(latifa)
    client.get(reverse("account_passkey"))
    assert client.post(reverse("account_passkey"), {"name": "x", "credential": credential}).status_code == 200
