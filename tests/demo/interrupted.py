"""Tells the demonstration as on a bad day: stopped in the midst of every story, then begun again.

All that the tests find in the demonstration (each figure of the articles, balances, trail) holds for a story that went
on after the plug was pulled.
"""

from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from beneficiaries.models import Beneficiary
from reintegration.demo import accounts, centres_2018, el_jadida, ramadan_2019, under_way
from reintegration.demo.telling import Cast


class Interrupted(Exception):
    """Somebody pulled the plug."""


def tell():
    call_command("seed_demo", verbosity=0, stdout=StringIO())


def tell_interrupted():
    """Tell every story until it is stopped, then all to the end; returns how many people were there at each stop."""
    centres = accounts.open_centres()
    cast = Cast(accounts.open_accounts(centres), centres)
    found = [_stopped(ramadan_2019, cast, after=3), _stopped(ramadan_2019, cast, after=10)]
    found.append(_stopped(centres_2018, cast, after=4))
    centres_2018.tell(cast, nothing_said)
    found.append(_stopped(el_jadida, cast, after=4))
    el_jadida.tell(cast, nothing_said)
    found.append(_stopped(under_way, cast, after=12, today=timezone.localdate()))
    tell()
    return found


def nothing_said(message):
    pass


def _stopped(story, cast, *, after, **facts):
    left = iter(range(after))

    def say(message):
        if next(left, None) is None:
            raise Interrupted(message)

    try:
        story.tell(cast, say, **facts)
    except Interrupted:
        return Beneficiary.objects.count()
    raise AssertionError(f"{story.__name__} was not stopped: it has {after} steps or fewer")
