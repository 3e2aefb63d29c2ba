"""A clock for codes that the test moves; pages of the door in the words of the sources."""

from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth

from tests.factories import make_user
from tests.ground.accounts.door import with_app


@pytest.fixture(autouse=True)
def door_in_source_language(settings):
    """Whoever is not signed in and says no language."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def clock(monkeypatch):
    """The time that codes are made of, in seconds."""
    clock = SimpleNamespace(now=1_900_000_010.0)
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


@pytest.fixture
def latifa(clock):
    """An auditor with an application for codes."""
    return with_app(make_user("auditor"))
