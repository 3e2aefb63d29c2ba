"""What a search finds projects and ceremonies by, for those that were entered before there was one."""

from django.db import migrations

from beneficiaries.services import projects
from disbursements.services import ceremonies

BATCH = 2_000


def fill(apps, schema_editor):
    _fill(apps.get_model("beneficiaries", "LifeProject"), ("title_ar", "title_fr"), projects.derived)
    _fill(apps.get_model("disbursements", "Ceremony"), ceremonies.FOUND_BY, ceremonies.derived)


def _fill(model, names, derived):
    rows, last = model.objects.only(*names).order_by("pk"), 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for row in batch:
            row.search = derived({name: getattr(row, name) for name in names})["search"]
        model.objects.bulk_update(batch, ["search"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("disbursements", "0005_search"), ("beneficiaries", "0006_duplicates_and_search")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
