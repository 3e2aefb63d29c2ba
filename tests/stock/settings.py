"""The application's models under Django's admin as it comes: what the office is measured against."""

from reintegration.settings import *  # noqa: F403
from reintegration.settings import TEMPLATES

ROOT_URLCONF = "tests.stock.urls"
LOGIN_URL = "admin:login"
TEMPLATES[0]["DIRS"] = []
