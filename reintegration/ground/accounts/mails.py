"""Mails that lead into an account: made by the worker, in the user's language, naming nobody.

What a link is made of passes through the queue sealed, and so does an address typed at the door.
"""

import logging
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django_tasks import task

from reintegration.ground.access.models import User
from reintegration.ground.accounts.models import Invitation
from reintegration.ground.sealed import seal, unseal

TRIES_MAX = 5
"""How often a mail is sent again that its server did not take: for half an hour."""

logger = logging.getLogger(__name__)
new_password_links = PasswordResetTokenGenerator()
"""Links to a new password: they hold until the password or the last sign-in changes, an hour at most."""


def folder():
    """Where a demonstration writes its mails, for its pages; "" where they are sent."""
    return "/".join(Path(settings.EMAIL_FILE_PATH).parts[-2:]) if settings.DEMO and settings.EMAIL_FILE_PATH else ""


def link(name, user, token):
    """The whole address of a link for one user."""
    values = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": token}
    return settings.SITE_URL + reverse(name, kwargs=values)


def queue_invitation(invitation, token):
    """Have the worker send it; the task is stored with the invitation, never one without the other."""
    send_invitation.enqueue(invitation.pk, seal(token))


def queue_new_password(email):
    """Have the worker see whether there is such an account: the request does the same for every address."""
    send_new_password.enqueue(seal(email))


@task()
def send_invitation(pk, sealed_token, tried=0):
    invitation = Invitation.objects.select_related("user").get(pk=pk)
    url = link("account_invitation", invitation.user, unseal(sealed_token))
    with _patience(send_invitation, pk, sealed_token, tried=tried):
        _send("invitation", invitation.user, invitation.email, url)


@task()
def send_new_password(sealed_email, tried=0):
    user = User.objects.filter(email__iexact=unseal(sealed_email)).first()
    if user and user.may_forget:
        url = link("account_new_password", user, new_password_links.make_token(user))
        with _patience(send_new_password, sealed_email, tried=tried):
            _send("new_password", user, user.email, url)


@contextmanager
def _patience(sending, *arguments, tried):
    """Have a mail that its server does not take sent again after 1, 2, 4, 8 … minutes; the last fault is raised."""
    try:
        yield
    except OSError as error:
        if tried == TRIES_MAX:
            raise
        logger.warning("The mail server did not take a mail (%s): it is sent again later.", type(error).__name__)
        later = sending.using(run_after=timezone.now() + timedelta(minutes=2**tried))
        later.enqueue(*arguments, tried=tried + 1)


def _send(kind, user, address, url):
    with translation.override(user.language):
        subjects = {
            "invitation": _("Your access to the workspace"),
            "new_password": _("A new password for the workspace"),
        }
        text = render_to_string(f"accounts/mail_{kind}.txt", {"url": url})
        send_mail(subjects[kind], text, None, [address])
