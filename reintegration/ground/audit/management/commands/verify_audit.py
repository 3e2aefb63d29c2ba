"""Prove that the audit trail is whole, or name the first bad entry."""

from django.core.management.base import BaseCommand, CommandError

from reintegration.ground.audit import sealing, verifying


class Command(BaseCommand):
    help = "Seal pending audit entries, then prove the whole trail; fails and names the first bad entry otherwise."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", metavar="POSITION:DIGEST", help="a head noted earlier, which the chain must still hold"
        )
        parser.add_argument("--all", action="store_true", help="name every finding, not the first alone")

    def handle(self, *, head, all, **options):
        findings = verifying.verify(noted_head=_noted(head))
        if findings:
            for finding in findings[1:] if all else []:
                self.stderr.write(str(finding))
            raise CommandError(f"The audit trail is not whole ({len(findings)} finding(s)). {findings[0]}")
        position, digest = sealing.head() or (0, "")
        self.stdout.write(f"The audit trail is whole: {position} entries, head {position}:{digest}")


def _noted(text):
    if not text:
        return None
    try:
        return sealing.read_head(text)
    except ValueError as error:
        raise CommandError("--head takes POSITION:DIGEST as an earlier run printed it.") from error
