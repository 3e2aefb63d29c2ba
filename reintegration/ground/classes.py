"""The classes of data and what follows from each; which field is of which class stands in one registry of the product.

The registry, named by the setting DATA_CLASSES, is `{"app.Model": fields(...)}`. A column that it does not name counts
as the strictest class until it is entered: a slip seals and hides too much, never too little.
"""

from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class DataClass:
    """What follows for a column of the class."""

    name: str
    sealed_in_trail: bool = False
    sealed_at_rest: bool = False
    """Free text is a `SealedTextField`."""
    searched: bool = False
    """May be found by the beginning of a word; a sealed number is found whole, by its key."""
    exported: bool = False
    logged: bool = False
    blanked: bool = False
    """Goes when the person is anonymised."""
    protected: bool = False
    """Stands only in models that a role of its own reads (roles.PROTECTED)."""
    recorded: bool = True
    """The trail holds the value, not only that it changed."""


# Names and birth: what everybody at the centre calls the person by.
IDENTITY = DataClass("identity", sealed_in_trail=True, searched=True, exported=True, blanked=True)
# Numbers that others know the person by, and their keyed digests. Apart from identity: never exported, never searched.
NUMBER = DataClass("number", sealed_in_trail=True, sealed_at_rest=True, blanked=True)
CONTACT = DataClass("contact", sealed_in_trail=True, searched=True, exported=True, blanked=True)
JUDICIAL = DataClass("judicial", sealed_in_trail=True, sealed_at_rest=True, blanked=True, protected=True)
MOUSSALAHA = DataClass("moussalaha", sealed_in_trail=True, sealed_at_rest=True, blanked=True, protected=True)
# Body and mind, and the free notes that may speak of them.
HEALTH = DataClass("health", sealed_in_trail=True, sealed_at_rest=True, blanked=True)
SOCIAL = DataClass("social", sealed_in_trail=True, exported=True, blanked=True)
# What figures are counted by (sex, origin, province): it says which group, not who, and outlives the person's name.
GROUP = DataClass("group", exported=True, logged=True)
MONEY = DataClass("money", searched=True, exported=True, logged=True)
# What the house did: statuses, days, numbers it gives itself, links between rows. Internal, so not public.
WORK = DataClass("work", searched=True, exported=True, logged=True)
PUBLIC = DataClass("public", searched=True, exported=True, logged=True)
# Passwords, keys, and what its writer sealed: no reader but the one it was made for.
SECRET = DataClass("secret", recorded=False)

CLASSES = {
    c.name: c
    for c in (
        IDENTITY, NUMBER, CONTACT, JUDICIAL, MOUSSALAHA, HEALTH, SOCIAL, GROUP, MONEY, WORK, PUBLIC, SECRET
    )
}  # fmt: skip
STRICTEST = JUDICIAL
TECHNICAL = frozenset({"id", "version", "created_at", "updated_at"})
"""Columns that every model may have; they are of the class `work`."""
NOBODY = None
ITSELF = ""


@dataclass(frozen=True)
class Registered:
    """What the registry says of one model."""

    classes: dict
    person: str | None
    """The path to the person whose row it is; `ITSELF` for the person, `NOBODY` for what is about nobody."""
    keyed: dict = field(default_factory=dict)
    """{column of a `lookup_key`: (kind, path to the sealed number)}."""


def fields(person=NOBODY, keyed=None, **names):
    """An entry of the registry: the names of the columns, in words, by class."""
    classes = {column: CLASSES[name] for name, columns in names.items() for column in columns.split()}
    return Registered(classes=classes, person=person, keyed=keyed or {})


@cache
def _registry(path):
    return {label.lower(): entry for label, entry in import_string(path).items()}


def registry():
    """`{label in lower case: Registered}`."""
    return _registry(settings.DATA_CLASSES)


def class_of(model, name):
    """The class of a column of a model (or of a record); None for what is no column."""
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if not column.concrete or column.many_to_many:
        return None
    if column.name in TECHNICAL:
        return WORK
    entry = registry().get(model._meta.label_lower)
    return entry.classes.get(column.name, STRICTEST) if entry else STRICTEST


def is_private(model, name):
    """Whether a column's contents are kept sealed, or not at all: they lie in no message and in no browser."""
    data_class = class_of(model, name)
    return data_class is not None and (data_class.sealed_at_rest or data_class.protected or not data_class.recorded)


@cache
def unlogged_names():
    """The names of all columns whose values stay out of logs and error reports."""
    return frozenset(name for entry in registry().values() for name, c in entry.classes.items() if not c.logged)


def leads_to_many(model, path):
    """Whether a path leads backwards, from one row to many people."""
    return model._meta.get_field(path.split("__")[0]).one_to_many


def person_model():
    """The model of the person: the one whose rows lead to themselves."""
    return next(apps.get_model(label) for label, entry in registry().items() if entry.person == ITSELF)


def owner_of(subject):
    """Whose key seals what is recorded about a record: "app.model:id" of its person, "" when it is about nobody.

    A row of several people (a group session) is its own owner. One query when the way to the person is not loaded.
    """
    entry = registry().get(subject._meta.label_lower)
    if entry is None or entry.person is NOBODY or isinstance(subject, type):
        return ""
    if entry.person == ITSELF or leads_to_many(type(subject), entry.person):
        return owner(type(subject), subject.pk)
    pk = _followed(subject, entry.person.split("__"))
    return owner(person_model(), pk) if pk else ""


def owner(model, pk):
    return f"{model._meta.label_lower}:{pk}"


def _followed(subject, path):
    hop, *rest = path
    column = subject._meta.get_field(hop)
    if not rest:
        return getattr(subject, column.attname)
    if column.is_cached(subject):
        following = getattr(subject, hop)
        return _followed(following, rest) if following else None
    return type(subject)._base_manager.filter(pk=subject.pk).values_list("__".join(path), flat=True).first()
