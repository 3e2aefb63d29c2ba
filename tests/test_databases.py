"""The private databases of the tests: what is committed there is real for other processes and gone afterwards."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections, transaction

from tests.servers import ROOT

OTHER_PROCESS = """
import django
django.setup()
from django.contrib.contenttypes.models import ContentType
print(ContentType.objects.filter(app_label="control").count())
ContentType.objects.create(app_label="control", model="theirs")
"""


def count():
    """Count the control rows; for use in a thread, which leaves no connection behind."""
    try:
        return ContentType.objects.filter(app_label="control").count()
    finally:
        connections.close_all()


def test_process_sees_what_the_test_commits_and_the_test_what_the_process_does(committed_database):
    ContentType.objects.create(app_label="control", model="ours")
    command = [sys.executable, "-c", OTHER_PROCESS]
    done = subprocess.run(
        command, cwd=ROOT, env=committed_database.environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1"]
    assert ContentType.objects.filter(app_label="control").count() == 2


def test_thread_works_on_the_copy(committed_database):
    with transaction.atomic():
        ContentType.objects.create(app_label="control", model="ours")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(count).result() == 1


@pytest.mark.parametrize("again", [1, 2])
def test_copy_starts_clean_each_time(committed_database, again):
    assert not ContentType.objects.filter(app_label="control").exists()
    ContentType.objects.create(app_label="control", model="ours")


@pytest.mark.django_db
def test_own_database_of_the_run_stays_clean():
    assert not ContentType.objects.filter(app_label="control").exists()
    assert "copy" not in str(connection.settings_dict["NAME"])
