"""Tests of this app read messages in English, the language of the source texts, whatever ran before them."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield
