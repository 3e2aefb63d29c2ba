"""Tell the demonstration's stories through the services; told twice, nothing changes."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from reintegration.demo import accounts, centres_2018, el_jadida, ramadan_2019, under_way
from reintegration.demo.telling import Cast
from reintegration.ground.audit import sealing
from reintegration.ground.errors import Refused
from reintegration.ground.jobs.running import queue, running

KIND = "seed_demo"


class Command(BaseCommand):
    help = "Fill the database with the demonstration: El Jadida, an invented season under way, Ramadan 2019."

    def handle(self, *args, **options):
        try:
            accounts.require_demo()
        except Refused as refusal:
            raise CommandError(refusal.text) from refusal
        with translation.override("ar"), running(queue(kind=KIND).pk) as progress:
            self._tell(progress)
        self.stdout.write("The demonstration is complete.")

    def _tell(self, progress):
        steps = el_jadida.STEPS + under_way.STEPS + ramadan_2019.STEPS + centres_2018.STEPS
        done = iter(range(1, steps + 1))

        def say(message):
            progress.advance(next(done), total=steps, message=message)
            self.stdout.write(f"Demonstration: {message}")
            self.stdout.flush()

        centres = accounts.open_centres()
        cast = Cast(accounts.open_accounts(centres), centres)
        # As it happened, so that lists begin with the newest.
        ramadan_2019.tell(cast, say)
        centres_2018.tell(cast, say)
        el_jadida.tell(cast, say)
        under_way.tell(cast, say, today=timezone.localdate())
        sealing.seal_pending()
