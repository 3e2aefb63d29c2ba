"""Every invariant of the house in one table, in the order of a case's life."""

from reintegration.office.invariants import duties, files, handing, ledger, money, pairs, papers, people, posts, trail

INVARIANTS = (
    *people.INVARIANTS,
    *pairs.INVARIANTS,
    *posts.INVARIANTS,
    *money.INVARIANTS,
    *ledger.INVARIANTS,
    *files.INVARIANTS,
    *duties.INVARIANTS,
    *handing.INVARIANTS,
    *papers.INVARIANTS,
    *trail.INVARIANTS,
)
