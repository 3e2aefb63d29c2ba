"""manage.py anonymise FILE_NUMBER --by USER --reason TEXT: anonymise a person for good."""

from django.core.management.base import BaseCommand, CommandError

from beneficiaries.models import Beneficiary
from beneficiaries.services import anonymising
from reintegration.ground.access.commands import acting_user
from reintegration.ground.errors import Refused


class Command(BaseCommand):
    help = "Anonymise a person for good: names, numbers and notes go, counts, money and the trail stay."

    def add_arguments(self, parser):
        parser.add_argument("file_number")
        parser.add_argument("--by", required=True, metavar="USER", help="user name under whose rights it is done")
        parser.add_argument("--reason", required=True, help="why; it stays readable, so it must not name the person")

    def handle(self, *, file_number, by, reason, **options):
        user = acting_user(by)
        try:
            person = Beneficiary.objects.visible_to(user).get(file_number=file_number)
            anonymising.anonymise(beneficiary=person, by=user, reason=reason)
        except Beneficiary.DoesNotExist as error:
            raise CommandError(f"{by} sees no file “{file_number}”.") from error
        except Refused as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        self.stdout.write(f"{file_number} is anonymised.")
