"""The work of head office on two files that may be of one person."""

from django.utils.translation import gettext as _

from beneficiaries.models import PossibleDuplicate
from beneficiaries.workflow import DECIDE
from reintegration.office.today.items import WorkItem, change_url, list_url, section, since, status_of


def to_compare(user, today):
    """The pairs that this user may decide, oldest first; None when there is none. One query."""
    if not user.has_perm(DECIDE):
        return None
    waiting = PossibleDuplicate.objects.visible_to(user).open().select_related("person__centre", "other__centre")

    def item(pair):
        with_same_card = [_("same identity card number")] if pair.has_same_card else []
        return WorkItem(
            title=pair.person.name,
            url=change_url(pair),
            code=str(pair),
            meta=[f"{pair.person.centre} – {pair.other.centre}", *with_same_card, since(pair.created_at, today)],
            action_label=_("Compare"),
            action_url=change_url(pair),
            **status_of(pair),
        )

    return section(
        _("Files that may be of one person"),
        waiting.order_by("created_at"),
        item,
        more_url=list_url(PossibleDuplicate, "?status__exact=open"),
    )
