"""Buttons of records that have no process of their own: where they stand is told by their dates and signatures."""

from dataclasses import dataclass

from reintegration.ground.workflow import Workflow


@dataclass
class Steps(Workflow):
    """A table for the pages alone: `status` is a property of the row, and the services check, write and record.

    No transition is taken by the engine, so `target` says nothing and the table is none of the processes.
    """

    def __post_init__(self):
        self._by_name = {step.name: step for step in self.transitions}
