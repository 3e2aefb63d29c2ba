"""Real work does not start with unsafe settings, by no door; a good environment starts, and Django finds no fault."""

import os
import re
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

from reintegration.settings import DEMO_KEYS
from tests.servers import ROOT

KEY = "qT7xWm2Ld9RfZk4Hs8VbNc3JpYg6Ua1E{}-of-a-test"
GOOD = {
    "DEMO": "false",
    "SECRET_KEY": KEY.format(1) + "-longer-still",
    "SEALING_KEYS": Fernet.generate_key().decode(),
    "LOOKUP_KEYS": KEY.format(2),
    "AUDIT_KEYS": KEY.format(3),
    "DATABASE_URL": "postgres://office:word@127.0.0.1:9/office",
    "ALLOWED_HOSTS": "cases.foundation.test",
    "CSRF_TRUSTED_ORIGINS": "https://cases.foundation.test",
    "VERIFY_HOST": "verify.foundation.test",
    "EMAIL_URL": "smtp+tls://office:word@mail.foundation.test:587",
    "DEFAULT_FROM_EMAIL": "office@foundation.test",
    "BEHIND_PROXY": "true",
}
UNSAFE = {
    "debug": ({"DEBUG": "true"}, "DEBUG is on"),
    "no key": ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    "no audit key": ({"AUDIT_KEYS": ""}, "AUDIT_KEYS is missing"),
    "an empty list of keys": ({"LOOKUP_KEYS": ","}, "LOOKUP_KEYS is missing"),
    **{
        f"the demonstration's {name}": ({name: key}, f"{name} holds the demonstration's key")
        for name, key in DEMO_KEYS.items()
    },
    "an old known key": (
        {"AUDIT_KEYS": f"{KEY.format(3)},{DEMO_KEYS['AUDIT_KEYS']}"},
        "AUDIT_KEYS holds the demonstration's key",
    ),
    "a short key": ({"LOOKUP_KEYS": KEY[:31]}, "LOOKUP_KEYS holds a key of fewer than 32 characters"),
    "a placeholder": ({"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY holds a placeholder"),
    "one sign over and over": ({"AUDIT_KEYS": "ab" * 30}, "AUDIT_KEYS holds a placeholder"),
    "a seal that seals nothing": ({"SEALING_KEYS": KEY.format(4)}, "SEALING_KEYS holds a text that is no Fernet key"),
    "a hollow seal": ({"SEALING_KEYS": "A" * 43 + "="}, "SEALING_KEYS holds a placeholder"),
    "one key twice": ({"AUDIT_KEYS": KEY.format(2)}, "the same key stands twice"),
    "every host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS allows every host"),
    "every host among others": ({"ALLOWED_HOSTS": "cases.foundation.test,*"}, "ALLOWED_HOSTS allows every host"),
    "no host": ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS names no host but this machine"),
    "this machine alone": ({"ALLOWED_HOSTS": "localhost,127.0.0.1"}, "ALLOWED_HOSTS names no host but this machine"),
    "the example's host": (
        {"ALLOWED_HOSTS": "cases.example.org"},
        "ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS or VERIFY",
    ),
    "no host on papers": ({"VERIFY_HOST": "localhost:8000"}, "VERIFY_HOST is printed on certificates"),
    "an origin without TLS": (
        {"CSRF_TRUSTED_ORIGINS": "https://cases.foundation.test,http://cases.foundation.test"},
        "CSRF_TRUSTED_ORIGINS trusts an address without TLS",
    ),
    "links that lead elsewhere": ({"SITE_URL": "https://elsewhere.test"}, "SITE_URL leads nowhere"),
    "links without TLS": ({"SITE_URL": "http://cases.foundation.test"}, "SITE_URL leads nowhere"),
    "no TLS": ({"HTTPS": "false"}, "HTTPS is off"),
    "SQLite": ({"DATABASE_URL": "sqlite:////tmp/office.sqlite3"}, "the database is SQLite"),
    "no database": ({"DATABASE_URL": "office"}, "DATABASE_URL cannot be read"),
    "another database": ({"DATABASE_URL": "mysql://office:word@host/office"}, "DATABASE_URL cannot be read"),
    "a port that is none": ({"DATABASE_URL": "postgres://office:word@host:port/office"}, "DATABASE_URL cannot be read"),
    "no mail": ({"EMAIL_URL": ""}, "EMAIL_URL names no mail server"),
    "mail to nobody": ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL names no mail server"),
    "mail that cannot be read": ({"EMAIL_URL": "mail.foundation.test"}, "EMAIL_URL names no mail server"),
    "mail from nobody": ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL is missing"),
    "a demonstration for others": ({"DEMO": "true"}, "DEMO is on"),
}
DOORS = {
    "gunicorn": ("-m", "gunicorn", "--check-config", "reintegration.wsgi"),
    "asgi": ("-c", "import reintegration.asgi"),
    "migrate": ("manage.py", "migrate"),
    "sealer": ("manage.py", "seal_audit"),
    "worker": ("manage.py", "worker"),
}


def run(*command, **changes):
    """What a process of the application says and how it ends, with the good environment but for `changes`."""
    known = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    process = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**known, **GOOD, **changes},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return process.returncode, process.stdout + process.stderr


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_settings_are_refused_with_one_sentence_that_says_what_to_do(name):
    changes, sentence = UNSAFE[name]

    status, said = run("-c", "import reintegration.settings", **changes)

    assert status == 3
    assert [line.startswith(f"Not started: {sentence}") for line in said.splitlines()] == [True], said


@pytest.mark.parametrize("door", DOORS)
def test_no_door_leads_past_the_refusal(door):
    status, said = run(*DOORS[door], DEBUG="true")

    assert status == 3
    assert said.startswith("Not started: DEBUG is on")
    assert "Traceback" not in said


def test_good_settings_are_taken_and_djangos_own_checks_find_nothing():
    assert run("manage.py", "check", "--deploy", "--fail-level", "WARNING")[0] == 0


def test_the_example_names_every_variable_and_is_refused_as_it_stands():
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    read = re.findall(r'env[\w.]*[(,]\s*"(\w+)"', (ROOT / "reintegration/settings.py").read_text())

    status, said = run("-c", "import reintegration.settings", **example)

    assert {*read} == {*example, "DEMO_PUBLIC"}
    assert status == 3
    assert all(
        f"Not started: {name}" in said for name in ["ALLOWED_HOSTS", "EMAIL_URL", "DEFAULT_FROM_EMAIL", *DEMO_KEYS]
    )


def test_keys_made_as_the_example_says_mean_nothing_else_in_an_environment():
    made = re.findall(r'^# \.venv/bin/python -c "(.+)"$', (ROOT / ".env.example").read_text(), re.MULTILINE)
    keys = [run("-c", code)[1].strip() for code in made]

    assert len(keys) == 2
    assert all(re.fullmatch(r"[\w=-]{44,}", key) for key in keys), keys


def test_a_single_office_may_work_on_sqlite():
    url = {"DATABASE_URL": "sqlite:///:memory:", "SINGLE_OFFICE": "true"}

    assert run("-c", "import reintegration.settings", **url) == (0, "")


def test_a_demonstration_serves_this_machine_and_on_purpose_others():
    demonstration = {"DEMO": "true", "ALLOWED_HOSTS": "localhost,[::1]"}

    assert run("-c", "import reintegration.settings", **demonstration) == (0, "")
    assert run("-c", "import reintegration.settings", DEMO="true", DEMO_PUBLIC="true") == (0, "")


@pytest.mark.parametrize("door", [("-c", "import reintegration.wsgi"), DOORS["asgi"], DOORS["worker"]])
def test_a_process_without_its_database_says_so_and_ends(door):
    status, said = run(*door)

    assert (status, said.count("\n")) == (3, 1)
    assert said.startswith("Not started: the database does not answer")


def test_a_password_in_an_address_that_cannot_be_read_is_not_shown():
    assert "secretive" not in run("-c", "import reintegration.wsgi", DATABASE_URL="pg://u:secretive@h/d")[1]
