"""Tries every attack on a scene that is rolled back, and says which got through."""

from dataclasses import dataclass, field

from reintegration.office.invariants import scene
from reintegration.office.invariants.attacks import Invariant, be_patient, is_refused
from reintegration.office.invariants.table import INVARIANTS


@dataclass
class Proof:
    """What came of the attacks on one invariant: how many were tried, and the names of those that got through."""

    invariant: Invariant
    tried: int = 0
    through: list = field(default_factory=list)

    @property
    def refused(self):
        return self.tried - len(self.through)


def prove():
    """Try the whole table; returns a `Proof` for each invariant. Leaves nothing behind.

    Raises what building the scene raises, and `OperationalError` when others lock a table for too long.
    """
    with scene.rehearsal():
        ids = scene.build()
        be_patient()
        return [_prove(invariant, ids) for invariant in INVARIANTS]


def _prove(invariant, ids):
    proof = Proof(invariant)
    for tried in invariant.attacks:
        if tried.is_possible:
            proof.tried += 1
            if not is_refused(tried, ids):
                proof.through.append(tried.name)
    return proof
