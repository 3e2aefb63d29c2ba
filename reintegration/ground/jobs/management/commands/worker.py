"""`manage.py worker` does the background work, until it is told to end."""

from django.core.management.base import BaseCommand

from reintegration.ground.jobs.working import Working
from reintegration.ground.production import refuse_demonstration_accounts


class Command(BaseCommand):
    help = "Do background work until a signal ends it: the job in hand then goes back to the queue at its next step."

    def add_arguments(self, parser):
        parser.add_argument("--batch", action="store_true", help="end when nothing waits any more")

    def handle(self, *, batch, **options):
        refuse_demonstration_accounts()
        worker = Working(batch=batch)
        worker.configure_signals()
        worker.run()
