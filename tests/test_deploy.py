"""What the services of a server run is there."""

import re

from django.core.management import get_commands

from tests.servers import ROOT


def commands(text):
    """The names that a unit gives to manage.py, one by one or in a loop."""
    named = set(re.findall(r"manage\.py ([a-z]\w*)", text))
    return named.union(*(names.split() for names in re.findall(r"for name in ([\w ]+);", text)))


def test_every_command_that_a_service_runs_is_there():
    asked = set().union(*(commands(unit.read_text()) for unit in ROOT.glob("deploy/*.service")))

    assert {"worker", "seal_audit", "verify_audit", "invariants"} <= asked
    assert asked <= get_commands().keys()
