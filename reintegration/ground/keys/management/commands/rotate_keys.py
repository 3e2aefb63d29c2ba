"""manage.py rotate_keys: seal everything with the newest keys; stopped, it goes on where it was."""

from django.core.management.base import BaseCommand, CommandError

from reintegration.ground.access.commands import acting_user
from reintegration.ground.audit import trail
from reintegration.ground.keys import rotation
from reintegration.ground.keys.models import DataKey
from reintegration.ground.sealed import SealError


class Command(BaseCommand):
    help = (
        "Seal protected values with the newest of SEALING_KEYS and key look-ups with the newest of LOOKUP_KEYS. People"
        " may go on working; stopped, it is run again. Says at the end which old key may be removed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--by", metavar="USER", help="user name under which it is recorded")

    def handle(self, *, by, **options):
        user = acting_user(by)
        try:
            for line in rotation.rotate():
                self.stdout.write(line)
        except SealError as error:
            raise CommandError(str(error)) from error
        trail.record(action="rotate_keys", subject=DataKey, by=user)
        self.stdout.write("Everything is sealed with the newest keys.")
