"""How the machine chooses what a verb is called with: mostly what could be right, sometimes anything at all."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from random import Random

from django.db.models import Model, Q
from django.utils import timezone

from reintegration.ground.admin.filters import visible_rows
from reintegration.ground.money import CENTIME

VERBS = {}
"""Every verb of the season by name, in the order of their modules."""


@dataclass(frozen=True)
class Verb:
    """A service, the rows it is about, and who usually calls it."""

    service: object
    model: type | None
    sources: tuple
    permission: str
    arguments: object
    most: int


def verb(service, model=None, *sources, permission, most=0):
    """Register the function below: from the chooser and a row it makes the service's arguments, None if none fit.

    The row is usually in one of the statuses `sources`; a verb that makes rows of `model` stops at `most` of them.
    """

    def register(arguments):
        VERBS[arguments.__name__] = Verb(service, model, sources, permission, arguments, most)
        return arguments

    return register


@dataclass
class Pick:
    """One step's choices. When `is_willing`, such as may be allowed."""

    random: Random
    users: list
    is_willing: bool

    def one(self, options):
        """One of the options; None when there is none."""
        options = list(options)
        return self.random.choice(options) if options else None

    def some(self, rows):
        """One or more of the rows, without repetition; none when there is none."""
        rows = list(rows)
        chosen = self.random.sample(range(len(rows)), self.random.randint(min(1, len(rows)), min(3, len(rows))))
        return [rows[place] for place in sorted(chosen)]

    def row(self, rows, *conditions, **filters):
        """A row of a model or queryset that meets the conditions; when unwilling, any."""
        rows = (rows.objects if isinstance(rows, type) else rows).order_by("pk")
        fitting = list(rows.filter(*conditions, **filters)) if self.is_willing else []
        return self.one(fitting or rows)

    def user(self, permission, arguments):
        """Somebody with the right, who sees what it is about; when unwilling, anybody."""
        if not self.is_willing:
            return self.one(self.users)
        rows = [value for value in arguments.values() if isinstance(value, Model) and value.pk]
        able = [user for user in self.users if user.has_perm(permission)]
        self.random.shuffle(able)
        return next((user for user in able if all(_sees(user, row) for row in rows)), able[0])

    def amount(self, limit):
        """Part of an amount in MAD, or all of it; when unwilling also too much, nothing, or less than that."""
        limit = max(Decimal(limit).quantize(CENTIME, ROUND_DOWN), CENTIME)
        parts = [limit, (limit / 2).quantize(CENTIME, ROUND_UP), min(limit, Decimal("100.05")), CENTIME]
        return self.one(parts if self.is_willing else [*parts, limit + CENTIME, Decimal(0), -limit, Decimal(10**9)])

    def day(self):
        """Today; when unwilling also a day to come, or one of years ago."""
        today = timezone.localdate()
        others = [today + timedelta(days=1), today - timedelta(days=4000)]
        return today if self.is_willing else self.one([today, *others])

    def text(self):
        return "as agreed" if self.is_willing else self.one(["as agreed", "", "  "])

    def number(self):
        return f"{self.random.randrange(10**7):07d}"


def _sees(user, row):
    return visible_rows(type(row), user).filter(pk=row.pk).exists()


def ready(now, is_willing):
    """The names of the verbs that have a row to begin with in `now` ({model: {pk: row}}); willing: in their status."""
    return [name for name, verb in VERBS.items() if _is_ready(verb, now, is_willing)]


def _is_ready(verb, now, is_willing):
    if verb.model is None:
        return True
    rows = now[verb.model].values()
    if verb.most:
        return len(rows) < verb.most
    return any(not is_willing or not verb.sources or row["status"] in verb.sources for row in rows)


def subject(pick, verb):
    """The row a verb is about; None for one that makes rows."""
    if verb.model is None or verb.most:
        return None
    in_time = Q(status__in=verb.sources) if verb.sources else Q()
    return pick.row(verb.model, in_time)
