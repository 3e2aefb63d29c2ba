"""Visits in the order of their list: what is still to do comes first, and is counted on every page."""

from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0007_fill_keys")]
    operations = [
        migrations.AddIndex(
            "followupvisit",
            models.Index(F("done_on").desc(), F("due_on"), F("id"), name="visit_to_do_first"),
        ),
    ]
