"""Tell the demonstration's stories, here or by the worker; told twice, nothing changes."""

from django.core.management.base import BaseCommand, CommandError

from reintegration.demo import accounts
from reintegration.demo.filling import KIND, fill
from reintegration.ground.errors import Refused
from reintegration.ground.jobs.queueing import begin, queue
from reintegration.ground.jobs.running import NotQueued, running


class Command(BaseCommand):
    help = "Fill the database with the demonstration: El Jadida, an invented season under way, Ramadan 2019."

    def add_arguments(self, parser):
        parser.add_argument("--in-background", action="store_true", help="let the worker do it, and end at once")

    def handle(self, *, in_background, **options):
        try:
            accounts.require_demo()
        except Refused as refusal:
            raise CommandError(refusal.text) from refusal
        if in_background:
            queue(kind=KIND, key=KIND)
            self.stdout.write("The worker fills the demonstration; the first page shows how far it is.")
            return
        try:
            progress = begin(kind=KIND, key=KIND)
        except NotQueued as error:
            raise CommandError("The demonstration is being filled already: wait until it is complete.") from error
        with running(progress):
            fill(progress, then=self._say)
        self.stdout.write("The demonstration is complete.")

    def _say(self, message):
        self.stdout.write(f"Demonstration: {message}")
        self.stdout.flush()
