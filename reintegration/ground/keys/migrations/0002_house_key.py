"""Makes the key of what is about nobody, so that no two first acts wait for each other to make it."""

from cryptography.fernet import Fernet
from django.db import migrations

from reintegration.ground.sealed import seal


def make(apps, schema_editor):
    apps.get_model("keys", "DataKey").objects.get_or_create(
        owner="", defaults={"wrapped": lambda: seal(Fernet.generate_key().decode())}
    )


class Migration(migrations.Migration):
    dependencies = [("keys", "0001_initial")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
