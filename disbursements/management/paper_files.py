"""What the commands that write papers share: the ceremony they name, who asks, and a file that is whole or absent."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from disbursements import printing
from disbursements.models import Ceremony
from disbursements.workflow import PRINT
from reintegration.ground.access.commands import acting_user
from reintegration.ground.errors import Refused
from reintegration.ground.files import write_whole
from reintegration.ground.pdf import LANGUAGES, PaperError


class PaperCommand(BaseCommand):
    """Writes one paper of a ceremony, the one named here."""

    paper = ""

    def progress(self, done, total):
        """Say how far the paper is, on one line."""
        if self.stdout.isatty():
            self.stdout.write(f"{done} / {total}", ending="\n" if done == total else "\r")
            self.stdout.flush()

    def add_arguments(self, parser):
        parser.add_argument("ceremony", help="the number of the list (LST-2021-0001) or the id of the ceremony")
        parser.add_argument("-o", "--output", required=True, type=Path, help="the PDF file to write")
        parser.add_argument("--language", choices=LANGUAGES, default="ar", help="ar, fr, or bi for both (default: ar)")
        parser.add_argument("--by", metavar="USER", help="print as this user, limited to what they may see")

    def handle(self, *, ceremony, output, language, by, **options):
        user = acting_user(by, PRINT)
        record = named_ceremony(ceremony, user)
        try:
            body = printing.BATCHES[self.paper](record, user=user).draw(language, on_progress=self.progress)
        except Refused as refusal:
            raise CommandError(refusal.text) from refusal
        except PaperError as error:
            raise CommandError(f"{output} is not written: {error}") from error
        try:
            write_whole(output, body)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        printing.record_print(record, self.paper, language, by=user)
        self.stdout.write(f"{output}: {record.list_number}, {len(body):,} bytes")


def named_ceremony(name, user):
    """The ceremony of this list number or id, among those the user may see."""
    rows = Ceremony.objects.all() if user is None else Ceremony.objects.visible_to(user)
    wanted = Q(list_number=name) | Q(pk=int(name)) if name.isascii() and name.isdigit() else Q(list_number=name)
    found = rows.filter(wanted).first() if name else None
    if found is None:
        raise CommandError(f"There is no ceremony “{name}”.")
    return found
