"""Rights come from postings alone, and a posting from two administrators."""

from reintegration.office.invariants.attacks import Invariant, attack
from reintegration.office.invariants.money import update

POSTING, INVITATION = "access_posting", "accounts_invitation"
OPENS = "invitation_confirmed_by_another"
ENDS, ANOTHER = "access_posting_only_ends", "posting_confirmed_by_another"


def confirmed_by(user, *changes):
    return update(
        POSTING, "{waiting_posting}", ", ".join([f"confirmed_by_id = {user}, confirmed_at = created_at", *changes])
    )


def invited_by(user):
    return update(INVITATION, "{invitation}", f"confirmed_by_id = {user}")


INVARIANTS = (
    Invariant(
        "Nobody's rights come from one administrator",
        (
            attack("a posting confirmed by who asked for it", confirmed_by("asked_by_id"), ANOTHER),
            attack("a posting confirmed by its user", confirmed_by("user_id"), ANOTHER),
            attack("a posting that its user asked for", confirmed_by("{nadia}", "asked_by_id = user_id"), ANOTHER),
            attack("a posting that nobody asked for", confirmed_by("{nadia}", "asked_by_id = NULL"), ANOTHER),
            attack("a confirmed posting in another role", update(POSTING, "{posting}", "role = 'approver'"), ENDS),
            attack("a confirmed posting for another user", update(POSTING, "{posting}", "user_id = {nadia}"), ENDS),
            attack(
                "a confirmed posting that began before", update(POSTING, "{posting}", "starts_on = {long_ago}"), ENDS
            ),
            attack("a confirmed posting without end", update(POSTING, "{posting}", "ends_on = NULL"), ENDS),
            attack("a confirmed posting prolonged", update(POSTING, "{posting}", "ends_on = '2999-12-31'"), ENDS),
            attack("an account opened by who asked for it", invited_by("asked_by_id"), OPENS),
            attack("an account opened anew by its user", invited_by("user_id"), OPENS),
            attack(
                "a confirmed posting given anew by one",
                update(POSTING, "{posting}", "asked_by_id = NULL, confirmed_by_id = NULL"),
                ENDS,
            ),
        ),
    ),
)
