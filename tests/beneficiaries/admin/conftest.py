"""Souad at her desk: the client of every test of these pages."""

import pytest


@pytest.fixture
def office(client, souad):
    client.force_login(souad)
    return client
