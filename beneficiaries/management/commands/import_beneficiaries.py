"""manage.py import_beneficiaries FILE --centre CODE --by USER: register the people of a spreadsheet."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from beneficiaries.services import importing
from reintegration.ground.access.commands import acting_user
from reintegration.ground.access.models import Centre
from reintegration.ground.errors import Refused


class Command(BaseCommand):
    help = "Register the people of an .xlsx or .csv file at a centre: all of them or none; known people are left alone."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--centre", required=True, metavar="CODE", help="code of the centre")
        parser.add_argument("--by", required=True, metavar="USER", help="user name under whose rights it is done")
        parser.add_argument("--dry-run", action="store_true", help="check the file and write nothing")

    def handle(self, *, file, centre, by, dry_run, **options):
        user = acting_user(by)
        try:
            data = file.read_bytes()
            place = Centre.objects.visible_to(user).get(code=centre)
            work = importing.preview if dry_run else importing.register_all
            report = work(data=data, centre=place, by=user)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except Centre.DoesNotExist as error:
            raise CommandError(f"{by} works at no centre “{centre}”.") from error
        except Refused as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        if report.faults:
            raise CommandError("\n".join(fault.text for fault in report.faults))
        done = "to register" if dry_run else "registered"
        self.stdout.write(f"{report.count('new')} {done}, {report.count('same')} known already.")
