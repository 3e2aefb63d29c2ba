"""Verbs on a record that has no status: the same buttons, forms and pages as those of a state machine.

Permission and guard alone decide who may take them; the services write what they change in the audit trail.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.module_loading import import_string

from reintegration.ground.workflow import Workflow


@dataclass(frozen=True)
class Act:
    """One row of a table, as `Transition`; `subject` is the keyword by which its service takes the record."""

    name: str
    permission: str
    service: str
    label: str
    subject: str
    form: str
    guard: Callable | None = None
    confirm: str = ""
    tone: str = ""
    sources = ()
    needs_reason = False
    service_all = ""

    def judge(self, rows, user):
        for row in rows if self.guard else ():
            self.guard(row, user)


class Acts(Workflow):
    """The acts on the records of one model; no state machine, so `WORKFLOWS` does not know it."""

    def __post_init__(self):
        self._by_name = {act.name: act for act in self.transitions}

    def verbs(self, obj, user):
        return [self._verb(act, [obj], user) for act in self.transitions if user.has_perm(act.permission)]

    def _check(self, act, rows, user):
        self._judge(act, rows, user)

    def run(self, name, obj, *, by, **arguments):
        act = self[name]
        return import_string(act.service)(**{act.subject: obj}, by=by, **arguments)
