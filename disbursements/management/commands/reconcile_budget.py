"""Prove that every balance follows from the ledger, or name each that does not."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from disbursements.services.reconciliation import differences
from programs.models import BudgetEntry


class Command(BaseCommand):
    help = (
        "Recompute the balances of funding lines, tranches, agreements, decisions and applications from the ledger, "
        "the receipts, the amendments and the allocations, and compare each file's disbursements with its ledger. "
        "Prints one line when all is right; otherwise names each difference on its own line and ends with status 1."
    )

    def handle(self, **options):
        with transaction.atomic():
            self._see_one_state()
            entries, found = BudgetEntry.objects.count(), differences()
        for difference in found:
            self.stderr.write(str(difference))
        if found:
            raise CommandError(f"The balances are not right: {len(found)} difference(s), named above.")
        self.stdout.write(f"All balances agree with the ledger: {entries} entries, no difference.")

    @staticmethod
    def _see_one_state():
        """On PostgreSQL each query would see what was committed meanwhile; on SQLite a transaction is one state."""
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
