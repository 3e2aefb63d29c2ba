"""Keeping what somebody typed into a form and has not saved, giving it back to them alone, and forgetting it.

A draft's content is `{"fields": {name: [values]}, "words": {name: {value: what a searched choice is called}}}`.
"""

import json

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from reintegration.ground.audit.models import IdempotencyKey
from reintegration.ground.drafts.models import KEPT_FOR, Draft
from reintegration.ground.errors import Refused

LARGEST = 100_000
"""Bytes of a draft's JSON."""
MOST = 50
"""Drafts of one user; the oldest makes room."""
NEW = "new"


def form_of(model, pk=None):
    """The name of the form that changes a record of `model`, or enters a new one."""
    return f"{model._meta.label_lower}:{pk or NEW}"


def of(*, user, form):
    """The user's own draft of a form, or None. One query."""
    return Draft.objects.filter(user=user, form=form, saved_at__gt=timezone.now() - KEPT_FOR).first()


def content_of(draft):
    """What was typed, as its form wrote it."""
    return json.loads(draft.content)


def keep(*, user, form, content, version=None, key=None, is_partial=False):
    """Keep `content` as the user's draft of a form; returns it, or None when that `key`'s form was saved meanwhile.

    A partial content leaves the fields it does not name as they were kept. Raises `Refused` beyond `LARGEST` bytes.
    """
    if is_partial and (kept := of(user=user, form=form)):
        before = content_of(kept)
        content = {part: before.get(part, {}) | content.get(part, {}) for part in ("fields", "words")}
    # A box cut off at its length may hold half a sign, which nothing can store.
    text = json.dumps(content, ensure_ascii=False).encode(errors="replace")
    if len(text) > LARGEST:
        raise Refused(_("This is too long to be kept as a draft: save the form."))
    values = {"content": text.decode(), "record_version": version, "saved_at": timezone.now()}
    draft, is_new = Draft.objects.update_or_create(user=user, form=form, defaults=values)
    if is_new:
        newest = Draft.objects.filter(user=user).order_by("-saved_at", "-pk")[:MOST].values_list("pk", flat=True)
        Draft.objects.filter(user=user).exclude(pk__in=list(newest)).delete()
    # Looked at after the write: whoever saves the form now forgets its draft after that, so one sees the other.
    if key and IdempotencyKey.objects.filter(key=key, by=user).exists():
        forget(user=user, form=form)
        return None
    return draft


def forget(*, user, form):
    """Delete the user's draft of a form: discarded, or saved for certain, after the transaction that saved it."""
    Draft.objects.filter(user=user, form=form).delete()


def forget_old(*, now=None):
    """Delete the drafts that nobody came back to."""
    Draft.objects.filter(saved_at__lte=(now or timezone.now()) - KEPT_FOR).delete()


def forget_all(*, user):
    """Delete all drafts of a user who leaves."""
    Draft.objects.filter(user=user).delete()


def forget_about(pks_of):
    """Delete everybody's drafts about these records, {model: ids}: forms that change one, and forms that chose one.

    Reads all drafts that are kept, and opens their contents.
    """
    forms = {form_of(model, pk) for model, pks in pks_of.items() for pk in pks}
    chosen = {model: {str(pk) for pk in pks} for model, pks in pks_of.items()}
    about = [draft.pk for draft in Draft.objects.iterator() if draft.form in forms or _chose(draft, chosen)]
    Draft.objects.filter(pk__in=about).delete()


def _chose(draft, chosen):
    """Whether one of the fields of a draft's form, or of its rows, holds one of the chosen records."""
    label = draft.form.partition(":")[0]
    if "." not in label:
        return False
    model = apps.get_model(label)
    models = [model, *(relation.related_model for relation in model._meta.related_objects)]
    links = [(f.name, f.related_model) for each in models for f in each._meta.concrete_fields if f.is_relation]
    typed = [(name.rsplit("-", 1)[-1], values) for name, values in content_of(draft)["fields"].items()]
    return any(
        name == link and not chosen.get(target, set()).isdisjoint(values)
        for name, values in typed
        for link, target in links
    )
