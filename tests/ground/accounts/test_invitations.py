"""Into an account leads a mailed link, three days long and once; anew only when two administrators agree."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reintegration.ground.access import users
from reintegration.ground.access.models import Posting, User
from reintegration.ground.accounts import factors, invitations, mails
from reintegration.ground.accounts.models import Invitation
from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused
from tests import pages
from tests.factories import make_posting, make_user, reread
from tests.ground.accounts import door
from tests.signing import forget_proof

pytestmark = pytest.mark.django_db
NEW = "a brand new long password"
OWN = re.compile(rb'value="[^"]*"')
"""What a form of a page carries: its token against forgery, and the page's own address."""
LINK = re.compile(r"http://localhost:8000(/account/\S+)")


@pytest.fixture
def omar():
    return make_user("administrator")


@pytest.fixture
def zineb():
    return make_user("administrator", full_name_latin="Zineb")


@pytest.fixture
def nadia(omar):
    """A new account that nobody has used."""
    fields = {"full_name_ar": "نادية", "full_name_latin": "Nadia", "language": "fr"}
    return users.save(user=User(username="nadia", email="nadia@example.org", **fields), by=omar)


@pytest.fixture
def used():
    return make_user("approver", email="driss@example.org")


@pytest.fixture
def posted(settings):
    """Does something and returns the link of the last mail that came of it, or "" when none came."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

    def link_after(act, *args, **kwargs):
        mail.outbox.clear()
        act(*args, **kwargs)
        return LINK.search(mail.outbox[-1].body)[1] if mail.outbox else ""

    return link_after


def follow(client, link, password=NEW):
    """Open a link as a mail program does, then send the form behind it; returns the last answer."""
    page = client.get(link, follow=True)
    if not page.context["validlink"]:
        return page
    url = page.redirect_chain[-1][0]
    return client.post(url, {"new_password1": password, "new_password2": password})


def is_refused(response):
    return response.status_code == 200 and response.context["validlink"] is False


def test_nadia_follows_her_invitation_and_logs_in_the_normal_way(client, nadia, omar, posted):
    link = posted(invitations.invite, user=nadia, by=omar)
    assert mail.outbox[0].to == ["nadia@example.org"] and "Nadia" not in mail.outbox[0].subject + mail.outbox[0].body
    response = follow(client, link)
    assert response.headers["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session
    nadia = reread(nadia)
    assert nadia.check_password(NEW) and nadia.is_active
    assert [entry.action for entry in trail.entries_of(nadia)] == ["accept", "add"]


def test_link_leads_to_an_address_without_its_secret(client, nadia, omar, posted):
    link = posted(invitations.invite, user=nadia, by=omar)
    token = link.strip("/").rpartition("/")[2]
    page = client.get(link, follow=True)
    assert token not in page.redirect_chain[-1][0] and token not in page.content.decode()
    assert page.headers["Referrer-Policy"] == "same-origin"
    stored = str([row.args_kwargs for row in DBTaskResult.objects.all()]) + str(Invitation.objects.values())
    assert token not in stored


def test_mail_goes_through_the_queue_with_its_secret_sealed(nadia, omar):
    invitation = invitations.invite(user=nadia, by=omar)
    queued = DBTaskResult.objects.get()
    assert invitation.token not in str(queued.args_kwargs)
    assert not mail.outbox


def test_mail_that_its_server_does_not_take_is_sent_again_half_an_hour_long(nadia, omar, monkeypatch):
    def away(*args):
        raise ConnectionRefusedError

    def work_off():
        row = DBTaskResult.objects.get()
        row.delete()
        row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])

    invitations.invite(user=nadia, by=omar)
    monkeypatch.setattr(mails, "send_mail", away)
    minutes = []
    for _try in range(mails.TRIES_MAX):
        work_off()
        minutes.append(round((DBTaskResult.objects.get().run_after - timezone.now()).total_seconds() / 60))
    assert minutes == [1, 2, 4, 8, 16]
    with pytest.raises(ConnectionRefusedError):
        work_off()


def used_up(link, client, nadia, omar):
    follow(client, link)


def withdrawn(link, client, nadia, omar):
    invitations.withdraw(invitation=nadia.invitations.get(), by=omar)


def old(link, client, nadia, omar):
    nadia.invitations.update(sent_at=timezone.now() - timedelta(hours=72, seconds=1))


def followed_by_another(link, client, nadia, omar):
    invitations.invite(user=nadia, by=omar)


@pytest.mark.parametrize("spoil", [used_up, withdrawn, old, followed_by_another])
def test_link_that_does_not_hold_shows_one_and_the_same_page(client, nadia, omar, posted, spoil):
    link = posted(invitations.invite, user=nadia, by=omar)
    spoil(link, type(client)(), nadia, omar)
    before = reread(nadia).password
    response = follow(client, link, "another very long password")
    assert is_refused(response) and reread(nadia).password == before
    wrong = client.get(link[:-5] + "AAAA/", follow=True)
    assert OWN.sub(b"", wrong.content) == OWN.sub(b"", response.content)


def test_form_opened_before_the_link_was_used_is_refused(client, nadia, omar, posted):
    link = posted(invitations.invite, user=nadia, by=omar)
    url = client.get(link, follow=True).redirect_chain[-1][0]
    follow(type(client)(), link)
    response = client.post(url, {"new_password1": NEW + "!", "new_password2": NEW + "!"})
    assert is_refused(response) and reread(nadia).check_password(NEW)


def test_invitation_is_used_up_once_under_the_hood(nadia, omar):
    invitation = invitations.invite(user=nadia, by=omar)
    invitations.accept(user=nadia, token=invitation.token, password=NEW)
    with pytest.raises(Refused, match="does not hold"):
        invitations.accept(user=nadia, token=invitation.token, password=NEW + "!")


@pytest.mark.parametrize("password", ["too short", "123456789012", "1qaz2wsx3edc", "nadia@example.org"])
def test_weak_password_is_refused(client, nadia, omar, posted, password):
    link = posted(invitations.invite, user=nadia, by=omar)
    response = follow(client, link, password)
    assert response.status_code == 200 and response.context["form"].errors
    assert not reread(nadia).is_used


def test_account_in_use_is_opened_anew_by_two_administrators_alone(used, omar, zineb, posted):
    assert posted(invitations.invite, user=used, by=omar) == ""
    waiting = used.invitations.get()
    for by in (omar, used):
        with pytest.raises(Refused, match="Another administrator"):
            invitations.confirm(invitation=waiting, by=by)
    assert posted(invitations.confirm, invitation=waiting, by=zineb)
    with pytest.raises(Refused, match="not open any more"):
        invitations.confirm(invitation=waiting, by=zineb)


def test_database_wants_a_second_administrator(used, omar):
    waiting = invitations.invite(user=used, by=omar)
    for by in (omar, used):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=waiting.pk).update(confirmed_by=by)


def test_new_invitation_removes_all_that_opened_the_account_before(client, used, omar, zineb, posted):
    client.force_login(used)
    factors.set_up_app(user=used, secret="JBSWY3DPEHPK3PXP")
    factors.make_recovery_codes(user=used)
    link = posted(invitations.confirm, invitation=invitations.invite(user=used, by=omar), by=zineb)
    follow(type(client)(), link)
    assert not Authenticator.objects.filter(user=used).exists() and not used.recovery_codes.exists()
    assert not used.sessions.exists()
    assert client.get(reverse("admin:index")).status_code == 302


def test_one_administrator_changes_no_address_of_an_account_with_rights(nadia, omar, posted):
    make_posting(user=nadia, role="approver", confirmed_at=None)
    for confirmed_at in (None, timezone.now()):
        nadia.postings.update(confirmed_at=confirmed_at)
        assert posted(invitations.invite, user=nadia, by=omar, email="omar@elsewhere.org") == ""
        nadia.email = "omar@elsewhere.org"
        with pytest.raises(Refused, match="by an invitation"):
            users.save(user=nadia, by=omar)


def test_link_of_one_administrator_opens_no_rights_that_were_confirmed_for_another_address(client, nadia, omar, posted):
    link = posted(invitations.invite, user=nadia, by=omar, email="omar@elsewhere.org")
    seen = reread(nadia)
    assert seen.email == "omar@elsewhere.org"
    seen.email = "nadia@example.org"
    users.save(user=seen, by=omar)
    make_posting(user=nadia, role="approver")
    assert is_refused(follow(client, link)) and not reread(nadia).is_used


def test_link_does_not_open_an_account_that_was_closed_meanwhile(client, nadia, used, omar, zineb, posted):
    links = [
        posted(invitations.invite, user=nadia, by=omar),
        posted(invitations.confirm, invitation=invitations.invite(user=used, by=omar), by=zineb),
    ]
    for user, link in zip((nadia, used), links, strict=True):
        user = reread(user)
        user.is_active = False
        users.save(user=user, by=omar)
        assert is_refused(follow(type(client)(), link)) and not reread(user).is_active


def test_invitation_to_a_new_address_makes_it_the_accounts(client, used, omar, zineb, posted):
    waiting = invitations.invite(user=used, by=omar, email="new@example.org")
    follow(client, posted(invitations.confirm, invitation=waiting, by=zineb))
    assert reread(used).email == "new@example.org"


def test_closed_account_is_opened_by_two_alone(used, omar, zineb, posted):
    used.is_active = False
    users.save(user=used, by=omar)
    used.is_active = True
    with pytest.raises(Refused, match="by an invitation"):
        users.save(user=used, by=omar)
    assert posted(invitations.invite, user=used, by=omar) == ""


def test_nobody_invites_himself_or_an_address_of_another(omar, zineb, used):
    with pytest.raises(Refused, match="themselves"):
        invitations.invite(user=omar, by=omar, email="omar@example.org")
    with pytest.raises(Refused, match="Another account"):
        invitations.invite(user=zineb, by=omar, email="DRISS@example.org")


def test_administrators_invite_and_confirm_on_the_pages(client, used, omar, zineb, posted):
    client.force_login(omar)
    invite = reverse("admin:access_user_verb", args=[used.pk, "invite"])
    assert posted(pages.send, client, invite) == ""
    waiting = used.invitations.get()
    confirm = reverse("admin:accounts_invitation_verb", args=[waiting.pk, "confirm"])
    assert pages.send(client, confirm).status_code == 200
    client.force_login(zineb)
    assert confirm in pages.links_of(client.get(reverse("admin:index")))
    assert posted(pages.send, client, confirm)
    forget_proof(client)
    assert "reauthenticate" in client.get(invite).headers["Location"]


def test_no_page_sets_the_password_of_another(client, used, omar):
    client.force_login(omar)
    assert client.get(f"/access/user/{used.pk}/password/", follow=True).status_code == 404
    page = client.get(reverse("admin:access_user_change", args=[used.pk]))
    assert "password" not in pages.record_form(page).values and "email" not in pages.record_form(page).values


def test_console_opens_the_first_accounts_and_no_third(posted, capsys):
    names = {"email": "omar@example.org", "name_ar": "عمر", "name_latin": "Omar"}
    link = posted(call_command, "invite_administrator", "omar", **names)
    omar = User.objects.get(username="omar")
    assert link and omar.scope.roles == {"administrator"}
    assert "omar@example.org" in capsys.readouterr().out
    call_command("invite_administrator", "zineb", **{**names, "email": "zineb@example.org"})
    with pytest.raises(CommandError, match="Two administrators"):
        call_command("invite_administrator", "third", **{**names, "email": "third@example.org"})
    assert posted(call_command, "invite_administrator", "omar")
    Posting.objects.filter(user__username="zineb").delete()
    make_user("approver", username="driss", email="driss@example.org")
    with pytest.raises(CommandError, match="neither decides nor pays"):
        call_command("invite_administrator", "driss")
    assert [posting.user for posting in Posting.objects.filter(role="administrator")] == [omar]


def test_nadia_comes_from_her_mail_to_today_in_arabic(client, omar, posted):
    fields = {"full_name_ar": "نادية", "full_name_latin": "Nadia", "language": "ar"}
    nadia = users.save(user=User(username="nadia", email="nadia@example.org", **fields), by=omar)
    make_posting(user=nadia, role="programme_officer")
    follow(client, posted(invitations.invite, user=nadia, by=omar))
    page = door.give_password(client, nadia, NEW)
    page = client.get(page.headers["Location"], follow=True)
    secret = page.context["secret"].replace(" ", "")
    page = client.post(page.request["PATH_INFO"], {"code": door.code(secret), "next": "/"}, follow=True)
    assert len(page.context["codes"]) == 10
    today = client.get(page.context["next"])
    assert today.status_code == 200 and 'lang="ar"' in today.content.decode() and "نادية" in today.content.decode()
