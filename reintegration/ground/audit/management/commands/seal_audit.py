"""Put pending audit entries into the chain, once or again and again; then also forget the keys of old forms."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections

from reintegration.ground.admin.repeat import forget_old_keys
from reintegration.ground.audit import sealing


class Command(BaseCommand):
    help = "Put pending audit entries into the hash chain, and note its end in AUDIT_HEAD_FILE."

    def add_arguments(self, parser):
        parser.add_argument(
            "--every", type=float, metavar="SECONDS", help="keep running, with this pause between two runs"
        )

    def handle(self, *, every, **options):
        count = sealing.seal_pending()
        fault = self._note_head()
        if not every:
            self.stdout.write(f"{count} entries sealed")
            if fault:
                raise CommandError(fault)
        while every:
            time.sleep(every)
            close_old_connections()
            try:
                sealing.seal_pending()
                self._note_head()
                forget_old_keys()
            except OperationalError as error:
                # A busy or restarting database: the next run takes up what this one left.
                self.stderr.write(f"Not sealed this time: {error}")

    def _note_head(self):
        """Goes on sealing when the head is lost: `verify_audit` must still find the rest of the chain whole."""
        try:
            sealing.note_head()
        except (sealing.HeadLost, OSError) as error:
            self.stderr.write(f"The end of the chain is not noted: {error}")
            return str(error)
        return ""
