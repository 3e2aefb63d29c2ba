"""The engine of every state machine: one table of transitions, one way to take them.

An app declares its table in its `workflow.py`; its services take transitions; nobody else writes a status.

    APPLICATION = Workflow("programs.application", [Transition("check", ["submitted"], "checked", ...), ...])

    @transaction.atomic
    def check(*, application, by, reason=""):
        with APPLICATION.taking("check", application, by=by, reason=reason) as application:
            application.checked_note = reason
        return application

`start` and `taking` one row are `start_all` and `taking_all` of a set of one.
"""

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from reintegration.ground.audit import trail
from reintegration.ground.errors import Refused, naming
from reintegration.ground.locks import lock
from reintegration.ground.records import insert_all

NEW = ""
"""The source of a transition that creates the row."""
WORKFLOWS = {}
"""Every table by model label, for the admin's buttons, the process pictures and the tests."""


@dataclass(frozen=True)
class Transition:
    """One row of a table: who may take it, from where to where, and the service verb that does it.

    `guard(object, user)` raises `Refused` when a rule beyond status and permission forbids it; it only reads. Where it
    asks the database, `guard_all(objects, user)` in its place asks once for many. `service_all` is the verb for many
    rows, all or none, and `form_all` its form: with them the list of the model offers the step for selected rows.
    `form` is the dotted path of a Django form for verbs that need input; without it the button asks to confirm only
    when `confirm` says what cannot be undone. `stamp` is the prefix of the `_at`/`_by` fields that it fills.
    """

    name: str
    sources: Sequence[str]
    target: str
    permission: str
    service: str
    label: str
    guard: Callable | None = None
    guard_all: Callable | None = None
    form: str | None = None
    service_all: str = ""
    form_all: str = ""
    confirm: str = ""
    tone: str = ""
    stamp: str = ""
    needs_reason: bool = False

    def judge(self, rows, user):
        """Raise `Refused` when a rule forbids one of the rows, which is named when they are many."""
        if self.guard_all:
            self.guard_all(rows, user)
        for row in rows if self.guard else ():
            with naming(row, rows):
                self.guard(row, user)


@dataclass
class Verb:
    """A transition as one user sees it on one object: pressable, or not and why."""

    transition: Transition
    enabled: bool
    why_not: str = ""

    @property
    def name(self):
        return self.transition.name

    @property
    def label(self):
        return self.transition.label

    @property
    def tone(self):
        return self.transition.tone


@dataclass
class Workflow:
    """A state machine over the `status` field of one model."""

    model_label: str
    transitions: Sequence[Transition]
    subject: str = ""
    """The keyword by which the services take the row; the model's name unless given."""
    _by_name: dict = field(init=False, repr=False)

    def __post_init__(self):
        self._by_name = {t.name: t for t in self.transitions}
        WORKFLOWS[self.model_label] = self

    @property
    def model(self):
        return apps.get_model(self.model_label)

    @property
    def steps(self):
        """Every (from, to) that a transition takes, sorted; a birth is from `NEW`."""
        return sorted({(source, row.target) for row in self.transitions for source in row.sources})

    @property
    def births(self):
        return [target for source, target in self.steps if source == NEW]

    def __getitem__(self, name):
        return self._by_name[name]

    def verbs(self, obj, user):
        """The transitions out of the object's status that this user's role knows, each pressable or with its reason."""
        known = [t for t in self.transitions if obj.status in t.sources and user.has_perm(t.permission)]
        return [self._verb(t, [obj], user) for t in known]

    def _verb(self, transition, rows, user):
        try:
            self._check(transition, rows, user)
        except Refused as refusal:
            return Verb(transition, enabled=False, why_not=refusal.text)
        return Verb(transition, enabled=True)

    def _check(self, transition, rows, user):
        for row in rows:
            with naming(row, rows):
                if row.status not in transition.sources:
                    raise Refused(
                        _("This is not possible any more: the status is now “%(status)s”.")
                        % {"status": row.get_status_display()}
                    )
        self._judge(transition, rows, user)

    @staticmethod
    def _judge(transition, rows, user):
        if not user.has_perm(transition.permission):
            raise Refused(_("Your role does not include this step."))
        transition.judge(rows, user)

    @contextmanager
    def taking(self, name, obj, *, by, reason="", on=None):
        """As `taking_all` for one row, which is read anew at the end."""
        with self.taking_all(name, [obj], by=by, reason=reason, on=on) as (locked,):
            yield locked
        obj.refresh_from_db()

    @contextmanager
    def taking_all(self, name, rows, *, by, reason="", on=None):
        """Lock the rows, re-read and check them, yield them by id to the verb, then write history, status and audit.

        Raises `Refused` when status, permission, guard or a missing reason forbids it for one of them. Must run inside
        a transaction, so that the whole verb stands or falls; locks the rows until that transaction ends. `on` is the
        business day, today unless given.
        """
        transition = self[name]
        ids = {row.pk for row in rows}
        locked = lock(self.model, ids)
        if len(locked) < len(ids):
            raise self.model.DoesNotExist(f"{self.model_label}: one of {sorted(ids)}")
        self._check(transition, locked, by)
        if transition.needs_reason and not reason.strip():
            raise Refused({"reason": _("Give the reason: it is shown to the person in charge of the file.")})
        before = [trail.snapshot(row) for row in locked]
        yield locked
        for row in locked:
            row.status = transition.target
            _stamp(transition, row, by)
            if hasattr(row, "version"):
                row.version += 1
        # The history first: the database lets a status change only as the newest step says.
        steps = self._steps(transition, locked, before, by=by, reason=reason, on=on)
        for row in locked:
            row.save(force_update=True)
        self._record(transition, locked, before, steps, by=by, reason=reason)

    def take(self, name, obj, *, by, reason="", on=None):
        """Take a transition that changes nothing but the status; returns the object. As `taking` for the rest."""
        with self.taking(name, obj, by=by, reason=reason, on=on):
            pass
        return obj

    def start(self, name, obj, *, by, reason="", on=None):
        """As `start_all` for one row; returns it."""
        return self.start_all(name, [obj], by=by, reason=reason, on=on)[0]

    def start_all(self, name, rows, *, by, reason="", on=None):
        """Create rows by a transition from nothing; the same checks, history and audit as `taking_all`; returns them.

        Must run inside a transaction.
        """
        transition = self[name]
        if NEW not in transition.sources:
            raise ValueError(f"{name} does not create a {self.model_label}")
        self._judge(transition, rows, by)
        for row in rows:
            row.status = transition.target
            _stamp(transition, row, by)
        insert_all(rows)
        nothing = [{} for _row in rows]
        steps = self._steps(transition, rows, nothing, by=by, reason=reason, on=on)
        self._record(transition, rows, nothing, steps, by=by, reason=reason)
        return rows

    def recount(self, name, obj, *, steps, by, reason=""):
        """Create the row of a process that was over before it was recorded: `steps` are (status, day), oldest first.

        History, not acts: nobody's permission, no guard and no stamp belongs to them; the service sees to its own.
        """
        obj.status = steps[-1][0]
        insert_all([obj])
        source, changes = NEW, trail.differences({}, obj)
        for status, on in steps:
            step = trail.status_changed(subject=obj, from_status=source, to_status=status, verb=name, by=by, on=on)
            trail.record(action=name, subject=obj, by=by, changes=changes, note=reason, covering=step)
            source, changes = status, {}
        return obj

    @staticmethod
    def _steps(transition, rows, before, *, by, reason, on):
        steps = [
            trail.Step(row, old.get("status", NEW), row.status, reason, on)
            for row, old in zip(rows, before, strict=True)
        ]
        principal = by.principal_for(transition.permission)
        return trail.statuses_changed(steps, verb=transition.name, by=by, on_behalf_of=principal)

    @staticmethod
    def _record(transition, rows, before, steps, *, by, reason):
        principal = by.principal_for(transition.permission)
        acts = [
            trail.Act(transition.name, row, trail.differences(old, row), principal, reason, step)
            for row, old, step in zip(rows, before, steps, strict=True)
        ]
        trail.record_all(acts, by=by)

    def verb(self, name, obj, user):
        """One transition as `user` sees it on `obj`."""
        return self._verb(self[name], [obj], user)

    def verb_all(self, name, rows, user):
        """One transition as `user` sees it on many rows: pressable when it is on each of them."""
        return self._verb(self[name], rows, user)

    def fault_of(self, name, rows, user):
        """The first of many rows that a rule refuses the step for, and why: (row, text); None for no single one."""
        try:
            self._check(self[name], rows, user)
        except Refused as refusal:
            alone = rows[0] if len(rows) == 1 else refusal.row
            return alone and (alone, (refusal.__cause__ if refusal.row else refusal).text)
        return None

    def run(self, name, obj, *, by, **arguments):
        """Call the service verb that the table names, as a button does."""
        return import_string(self[name].service)(**{self._keyword: obj}, by=by, **arguments)

    def run_all(self, name, rows, *, by, **arguments):
        """Call the verb for many rows that the table names; it takes them by the keyword of one and an s."""
        return import_string(self[name].service_all)(**{f"{self._keyword}s": rows}, by=by, **arguments)

    @property
    def _keyword(self):
        return self.subject or self.model._meta.model_name

    def form(self, name):
        path = self[name].form
        return import_string(path) if path else None


def _stamp(transition, obj, by):
    if transition.stamp:
        setattr(obj, f"{transition.stamp}_at", timezone.now())
        setattr(obj, f"{transition.stamp}_by", by)
