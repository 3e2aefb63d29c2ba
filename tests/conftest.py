"""What every test may ask for: a database of its own to commit in, and a running site on it."""

import pytest

from tests.databases import private_database, template_database
from tests.servers import running_site


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="also run tests/benchmarks, which take minutes")


def pytest_ignore_collect(collection_path, config):
    if collection_path.name == "benchmarks" and not config.getoption("--full"):
        return True
    return None


@pytest.fixture(scope="session")
def migrated_template(django_db_setup, django_db_blocker, tmp_path_factory):
    """A migrated database that nobody is connected to, made once a run: copies of it cost milliseconds."""
    with django_db_blocker.unblock(), template_database(tmp_path_factory.mktemp("template")) as template:
        yield template


@pytest.fixture
def committed_database(migrated_template, django_db_blocker, tmp_path):
    """A private copy of the migrated database, thrown away after the test: commits are real.

    Django's default connection is switched to it for the test. Yields an object with `url` (a DATABASE_URL) and
    `environment` (for processes of the application that work on the same copy).
    """
    with django_db_blocker.unblock(), private_database(migrated_template, tmp_path) as database:
        yield database


@pytest.fixture
def live_site(committed_database, tmp_path):
    """The application as users reach it, behind gunicorn, on the test's private database; yields its address."""
    with running_site(committed_database.environment, log=tmp_path / "gunicorn.log") as address:
        yield address
