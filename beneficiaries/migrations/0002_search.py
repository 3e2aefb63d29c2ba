"""The search index of people."""

from django.db import migrations

from reintegration.ground.search import SearchIndex


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0001_initial")]

    operations = [SearchIndex("beneficiaries_beneficiary")]
