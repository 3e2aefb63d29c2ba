"""The keys of duplicates, for the people who were entered before there were any."""

from django.db import migrations

from beneficiaries.duplicates import KEYS, keys_of

BATCH = 2_000
NAMES = ("given_name_ar", "family_name_ar", "given_name_latin", "family_name_latin")


def fill(apps, schema_editor):
    model = apps.get_model("beneficiaries", "Beneficiary")
    # Who was anonymised is found by no name any more.
    people = model.objects.filter(anonymised_at__isnull=True).only(*NAMES).order_by("pk")
    last = 0
    while rows := list(people.filter(pk__gt=last)[:BATCH]):
        for row in rows:
            for name, key in keys_of({name: getattr(row, name) for name in NAMES}).items():
                setattr(row, name, key)
        model.objects.bulk_update(rows, KEYS)
        last = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0006_duplicates_and_search")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
