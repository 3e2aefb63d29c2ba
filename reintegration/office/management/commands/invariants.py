"""Print what must never be broken, what holds it, and the proof by attacks that leave nothing behind."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from reintegration.ground import protections
from reintegration.ground.errors import Refused
from reintegration.office.invariants.attacks import Misaimed
from reintegration.office.invariants.proving import prove


class Command(BaseCommand):
    help = (
        "Print every invariant with the constraints and triggers that hold it, and try each by raw SQL on a scene that "
        "is rolled back. Ends with status 1, and names it, when an attack gets through or a protection is missing. "
        "Others may wait a few seconds meanwhile."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print the table as JSON")

    def handle(self, *args, **options):
        faults = [f"{name} is missing, switched off or altered." for name in protections.missing(connection)]
        try:
            proofs = prove()
        except (Error, Refused, Misaimed) as error:
            faults.append(f"The attacks could not be tried: {error}")
            raise CommandError("\n".join(faults)) from error
        self.stdout.write(as_json(proofs) if options["json"] else "\n\n".join(map(as_text, proofs)))
        faults += [f"“{name}” gets through: {proof.invariant.sentence}." for proof in proofs for name in proof.through]
        if faults:
            raise CommandError("\n".join(faults))
        if not options["json"]:
            tried = sum(proof.tried for proof in proofs)
            self.stdout.write(f"\n{len(proofs)} invariants hold on {connection.display_name}: {tried} attacks refused.")


def as_text(proof):
    return (
        f"{proof.invariant.sentence}.\n"
        f"  held by  {', '.join(proof.invariant.held_by)}\n"
        f"  attacks  {proof.refused}/{proof.tried} refused"
    )


def as_json(proofs):
    rows = [
        {
            "invariant": proof.invariant.sentence,
            "held_by": proof.invariant.held_by,
            "attacks": proof.tried,
            "refused": proof.refused,
            "through": proof.through,
        }
        for proof in proofs
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
