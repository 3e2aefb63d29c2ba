"""Print the figures of a program, counted from its records, or write them to a file."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programs.models import Program
from reintegration.ground.access.commands import acting_user
from reintegration.ground.audit import trail
from reintegration.ground.files import write_whole
from reintegration.office.figures import SEE_FIGURES, as_json, figures_of
from reintegration.office.figures_workbook import report_workbook


class Command(BaseCommand):
    help = (
        "Print the figures of a program, counted from its records, with what was announced and what does not reconcile."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="address of the program, for example 2020-2021")
        parser.add_argument("--format", choices=["json", "xlsx"], default="json")
        parser.add_argument("-o", "--output", type=Path, help="the file to write; a workbook needs one")
        parser.add_argument("--by", metavar="USER", help="report as this user")

    def handle(self, *args, slug, format="json", output=None, by=None, **options):
        user = acting_user(by, SEE_FIGURES)
        program = Program.objects.filter(slug=slug).first()
        if program is None:
            known = ", ".join(Program.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"No program has the address “{slug}”. Known ones: {known}.")
        if format == "xlsx" and output is None:
            raise CommandError("Say which file to write the workbook to: -o FILE.xlsx.")
        body = self._body(program, format, user)
        if output is not None:
            self._write(output, body)
        trail.record(action="report", subject=program, by=user)
        self.stdout.write(body.decode() if output is None else f"{output}: {program.slug}, {len(body):,} bytes")

    def _body(self, program, format, user):
        if format == "xlsx":
            return report_workbook(figures_of(program, user=user))
        return json.dumps(as_json(program, user=user), ensure_ascii=False, indent=2).encode()

    def _write(self, output, body):
        try:
            write_whole(output, body)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
