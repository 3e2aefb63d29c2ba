"""Possible duplicates: what is found when a person is registered, and what head office decides of it."""

from django.db import transaction
from django.db.models import Q

from beneficiaries.duplicates import BLOCK, COMPARED, SAME, compare, find
from beneficiaries.models import Beneficiary, PossibleDuplicate
from beneficiaries.services.uniting import unite
from beneficiaries.workflow import DUPLICATE
from reintegration.ground.sealed import lookup_keys

MOST = 5
"""Files that one new file is compared with."""


def known_here(values, *, by):
    """[(Likeness, person)] of the files in sight of `by` that may be of a person of these `values`. Two queries."""
    return _with_people(find(values, Beneficiary.objects.visible_to(by))[:MOST])


@transaction.atomic
def look_elsewhere(*, beneficiary, by):
    """Open an item for head office with each file out of sight that is very like, once a pair; returns the new items.

    They are nobody's to see at the person's centre, and so is what the trail says of them.
    """
    if by.scope.is_national:
        return []
    elsewhere = Beneficiary.objects.exclude(centre__in=by.scope.centre_ids)
    return _compared("find", beneficiary, find(values_of(beneficiary), elsewhere, least=BLOCK)[:MOST], by=by)


@transaction.atomic
def tell_apart(*, beneficiary, others, by):
    """Remember that whoever registered the person says that they are none of the `others`, likenesses with ids."""
    return _compared("tell_apart", beneficiary, others, by=by)


@transaction.atomic
def same(*, duplicate, by, reason):
    """Both files are of one person: the earlier becomes the main one. Nothing moves, and `undo` takes it back."""
    with DUPLICATE.taking("same", duplicate, by=by, reason=reason):
        pass
    unite(beneficiaries=[duplicate.person, duplicate.other], by=by)
    return duplicate


@transaction.atomic
def different(*, duplicate, by, reason):
    return DUPLICATE.take("different", duplicate, by=by, reason=reason)


@transaction.atomic
def undo(*, duplicate, by, reason):
    """Take a decision back: the files are to be compared again, and are of one person by other decisions only."""
    with DUPLICATE.taking("undo", duplicate, by=by, reason=reason) as locked:
        locked.decided_by = locked.decided_at = None
    unite(beneficiaries=[duplicate.person, duplicate.other], by=by)
    return duplicate


def likeness_of(person, other):
    """How two files compare as they are now. Pure."""
    return compare(values_of(person), values_of(other), cards=frozenset(lookup_keys("cin", person.cin)))


def _compared(step, beneficiary, found, *, by):
    known = PossibleDuplicate.objects.filter(Q(person=beneficiary) | Q(other=beneficiary))
    known = {pk for pair in known.values_list("person", "other") for pk in pair} if found else set()
    rows = [
        PossibleDuplicate(
            person_id=max(beneficiary.pk, pk),
            other_id=min(beneficiary.pk, pk),
            score=likeness.score,
            has_same_card=likeness.card == SAME,
            found_by=by,
        )
        for likeness, pk in found
        if pk not in known
    ]
    return DUPLICATE.start_all(step, rows, by=by) if rows else []


def values_of(beneficiary):
    """What a file is compared by."""
    return {name: getattr(beneficiary, name) for name in (*COMPARED, "cin")}


def _with_people(found):
    people_by_id = Beneficiary.objects.select_related("centre").in_bulk([pk for _likeness, pk in found])
    return [(likeness, people_by_id[pk]) for likeness, pk in found]
