"""What every test may ask for: its people, a database of its own to commit in, the demonstration, a running site."""

import gc

import pytest
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from tests.databases import prepared_template, private_database, template_database
from tests.demo.interrupted import tell_interrupted
from tests.factories import make_coordinator
from tests.servers import running_site
from tests.signing import Client


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="also what takes minutes: benchmarks, each role's pages")
    parser.addoption("--database-only", action="store_true", help="leave out tests that ask no database, or any")


def pytest_ignore_collect(collection_path, config):
    is_long = collection_path.name in ("benchmarks", "test_every_role.py")
    return True if is_long and not config.getoption("--full") else None


def pytest_collection_modifyitems(config, items):
    """Where both engines are tested, one of them is enough for what asks none, and for what looks the same on each."""
    if config.getoption("--database-only"):
        plain = [item for item in items if not _asks_this_engine(item)]
        items[:] = [item for item in items if _asks_this_engine(item)]
        config.hook.pytest_deselected(items=plain)


def pytest_collection_finish(session):
    """What was imported stays: the collector need not go through it a thousand times, which took a tenth of a run."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _asks_this_engine(item):
    """Tell the tests that one engine may pass and the other not; without its fixture pytest-django lets ask none."""
    if item.get_closest_marker("any_engine"):
        return False
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in item.fixturenames


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Migrate the database of the run, always: pytest-django leaves it out when no test chosen wears its mark."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def source_language():
    """Texts as the sources word them, where a test asks for no language; what a request left behind is forgotten."""
    with translation.override("en"):
        yield


@pytest.fixture
def client():
    """A browser whose `force_login` passes the second step too."""
    return Client()


@pytest.fixture
def souad():
    """The coordinator of a centre of her own."""
    return make_coordinator()


@pytest.fixture
def as_user(client):
    """Sign a user in and hand over the client."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


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


@pytest.fixture(scope="session")
def stops():
    """How many people the demonstration held each time that its telling was stopped."""
    return []


@pytest.fixture(scope="session")
def told_template(migrated_template, stops, django_db_blocker, tmp_path_factory):
    """A database in which the demonstration was told, with interruptions, once a run: copies cost milliseconds."""

    def tell():
        stops.extend(tell_interrupted())

    folder = tmp_path_factory.mktemp("told")
    with django_db_blocker.unblock(), prepared_template(migrated_template, folder, tell) as template:
        yield template


@pytest.fixture(scope="module")
def demonstration(told_template, django_db_blocker, tmp_path_factory):
    """The told demonstration, for modules whose every test works in it and undoes what it changes (`django_db`)."""
    folder = tmp_path_factory.mktemp("demonstration")
    with django_db_blocker.unblock(), private_database(told_template, folder) as database:
        yield database


@pytest.fixture
def demonstration_site(told_template, django_db_blocker, tmp_path):
    """The application on a private copy of the demonstration, which Django's default connection reads; its address."""
    with (
        django_db_blocker.unblock(),
        private_database(told_template, tmp_path) as database,
        running_site(database.environment, log=tmp_path / "gunicorn.log") as address,
    ):
        yield address


@pytest.fixture
def live_site(committed_database, tmp_path):
    """The application as users reach it, behind gunicorn, on the test's private database; yields its address."""
    with running_site(committed_database.environment, log=tmp_path / "gunicorn.log") as address:
        yield address
