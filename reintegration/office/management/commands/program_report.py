"""Print the figures of a program, counted from its records."""

import json

from django.core.management.base import BaseCommand, CommandError

from programs.models import Program
from reintegration.ground.access.commands import acting_user
from reintegration.ground.audit import trail
from reintegration.office.figures import as_json


class Command(BaseCommand):
    help = (
        "Print the figures of a program, counted from its records, with what was announced and what does not reconcile."
    )

    def add_arguments(self, parser):
        parser.add_argument("slug", help="address of the program, for example 2020-2021")
        parser.add_argument("--format", choices=["json"], default="json")
        parser.add_argument("--by", metavar="USER", help="report as this user")

    def handle(self, *args, slug, by=None, **options):
        user = acting_user(by, "programs.view_program")
        program = Program.objects.filter(slug=slug).first()
        if program is None:
            known = ", ".join(Program.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"No program has the address “{slug}”. Known ones: {known}.")
        report = as_json(program)
        trail.record(action="report", subject=program, by=user)
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
