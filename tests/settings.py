"""The application's settings for the test process: demonstration keys, quick passwords, plain static files."""

import os

os.environ["DEMO"] = "1"
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
# Playwright keeps an event loop in the main thread, where Django would then refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from reintegration.settings import *  # noqa: F403
from reintegration.settings import STORAGES

# A server that the tests start reads these passwords too: same algorithm, fewer rounds.
PASSWORD_HASHERS = ["tests.hashers.QuickPBKDF2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Every client of a test would go through all static files before its first page; so they are looked up when asked for.
WHITENOISE_AUTOREFRESH = True
