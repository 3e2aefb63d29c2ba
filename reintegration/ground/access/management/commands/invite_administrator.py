"""Opens the first accounts of an empty system, and leads an administrator back in who lost the way."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from reintegration.ground.access import postings, users
from reintegration.ground.access.models import Posting, User
from reintegration.ground.accounts import invitations, mails
from reintegration.ground.errors import Refused

ENOUGH = 2
"""Two administrators invite the others."""


class Command(BaseCommand):
    help = "Invite an administrator by mail: the first two of a new system, or one who lost the way in."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--email", default="", help="mail address; that of the account when left out")
        parser.add_argument("--name-ar", default="", help="full name in Arabic, of a new account")
        parser.add_argument("--name-latin", default="", help="full name in Latin letters, of a new account")

    def handle(self, username, **options):
        try:
            with transaction.atomic():
                invitation = self.invite(username, options)
        except Refused as refusal:
            raise CommandError(refusal.text) from refusal
        self.stdout.write(f"{invitation.email}: the link holds for 72 hours, and once.")
        if "smtp" in settings.EMAIL_BACKEND:
            self.stdout.write("The worker sends it by mail.")
        else:
            self.stdout.write(mails.link("account_invitation", invitation.user, invitation.token))

    def invite(self, username, options):
        user = User.objects.filter(username=username).first()
        if user is None or not _administers(user):
            if len({posting.user_id for posting in _administrators()}) >= ENOUGH:
                raise CommandError("Two administrators are in post: they invite the others on the pages of users.")
            user = user or self.open(username, options)
            postings.give(posting=Posting(user=user, role=Posting.Role.ADMINISTRATOR))
        return invitations.invite(user=user, by=None, email=options["email"])

    def open(self, username, options):
        names = {"full_name_ar": options["name_ar"], "full_name_latin": options["name_latin"]}
        return users.save(user=User(username=username, email=options["email"], **names), by=None)


def _administrators():
    today = timezone.localdate()
    return Posting.objects.on(today).filter(role=Posting.Role.ADMINISTRATOR, user__is_active=True)


def _administers(user):
    return Posting.objects.on(timezone.localdate()).filter(user=user, role=Posting.Role.ADMINISTRATOR).exists()
