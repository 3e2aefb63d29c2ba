"""Make the demonstration's accounts and say how to sign in, one line per role."""

from django.core.management.base import BaseCommand, CommandError

from reintegration.demo import accounts
from reintegration.ground.access.models import Posting
from reintegration.ground.errors import Refused


class Command(BaseCommand):
    help = "Make the demonstration's accounts (only with DEMO=1) and print them, one line per role."

    def handle(self, *args, **options):
        try:
            accounts.open_accounts(accounts.open_centres())
        except Refused as refusal:
            raise CommandError(refusal.text) from refusal
        self.stdout.write(f"  Password of all demonstration accounts: {accounts.PASSWORD}, code: {accounts.CODE}")
        for username, _name_ar, name_latin, role, centre in accounts.ACCOUNTS:
            if role is None:
                continue
            where = f", {centre}" if centre else ""
            self.stdout.write(f"  {username:8} {Posting.Role(role).value}{where} ({name_latin})")
