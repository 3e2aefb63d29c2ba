"""The demonstration as background work: all its stories, one after another; told twice, nothing changes."""

from django.utils import timezone, translation

from reintegration.demo import accounts, centres_2018, doubles, el_jadida, ramadan_2019, under_way
from reintegration.demo.telling import Cast
from reintegration.ground.audit import sealing

KIND = "seed_demo"
STEPS = el_jadida.STEPS + under_way.STEPS + doubles.STEPS + ramadan_2019.STEPS + centres_2018.STEPS


def fill(progress, *, by=None, then=None):
    """Tell all stories, in Arabic; `then(message)` hears of each step. Raises `Refused` outside of a demonstration."""
    accounts.require_demo()
    done = iter(range(1, STEPS + 1))

    def say(message):
        progress.advance(next(done), total=STEPS, message=message)
        if then:
            then(message)

    with translation.override("ar"):
        centres = accounts.open_centres()
        cast = Cast(accounts.open_accounts(centres), centres)
        # As it happened, so that lists begin with the newest.
        ramadan_2019.tell(cast, say)
        centres_2018.tell(cast, say)
        el_jadida.tell(cast, say)
        under_way.tell(cast, say, today=timezone.localdate())
        doubles.tell(cast, say, today=timezone.localdate())
        sealing.seal_pending()
