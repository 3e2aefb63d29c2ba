"""The proof that figures are counted: change a record past every service, and see which figures move."""

import json
from io import StringIO

from django.core.management import call_command
from django.db import connection, transaction

from programs.models import Program
from reintegration.ground import protections
from reintegration.office.figures import as_json


def printed(slug):
    """What the report of a program prints, as plain values."""
    output = StringIO()
    call_command("program_report", slug, format="json", stdout=output)
    return json.loads(output.getvalue())


def raw(model, **conditions):
    """Rows to change or delete past every service and trigger; the test's end puts the triggers back."""
    protections.lift(connection)
    return model._base_manager.filter(**conditions)


def delete(rows):
    rows.model._base_manager.filter(pk=rows.order_by("pk")[0].pk)._raw_delete("default")


def moved_by(slug, change, difference=lambda before, after: after):
    """The figures that differ after `change`, with their new values or `difference`; the change is undone."""
    program = Program.objects.get(slug=slug)
    before = as_json(program)["figures"]
    with transaction.atomic():
        change()
        after = as_json(program)["figures"]
        transaction.set_rollback(True)
    moved = [key for key in before | after if before.get(key) != after.get(key)]
    return {key: difference(before.get(key), after.get(key)) for key in moved}
