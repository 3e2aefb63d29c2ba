"""Put pending audit entries into the chain, once or again and again; then also forget the keys of old forms."""

import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from reintegration.ground.admin.repeat import forget_old_keys
from reintegration.ground.audit.sealing import seal_pending


class Command(BaseCommand):
    help = "Put pending audit entries into the hash chain."

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="keep running, with this pause between two runs"
        )

    def handle(self, *, every, **options):
        count = seal_pending()
        if not every:
            self.stdout.write(f"{count} entries sealed")
        while every:
            time.sleep(every)
            close_old_connections()
            seal_pending()
            forget_old_keys()
