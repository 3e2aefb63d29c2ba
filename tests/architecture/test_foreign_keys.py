"""Later steps know earlier ones: a model points only to its own layer or to one below."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

# From the ground upwards; a longer path is looked up before its parent.
LAYERS = (
    "reintegration.ground",
    "beneficiaries",
    "programs",
    "disbursements",
    "reintegration.office",
    "reintegration.demo",
)


def layer(model):
    """Return how high a model stands; libraries lie below everything of ours."""
    module = model.__module__
    for height, package in enumerate(LAYERS):
        if module == package or module.startswith(f"{package}."):
            return height
    return -1


def upward(model):
    """Yield the fields of a model that point to a later step."""
    for field in model._meta.get_fields():
        target = field.related_model if field.is_relation and not field.auto_created else None
        if isinstance(target, type) and layer(target) > layer(model):
            yield f"{model._meta.label}.{field.name} → {target._meta.label}"


def test_models_point_only_downwards():
    ours = [model for model in apps.get_models() if layer(model) >= 0]
    assert ours
    assert [fault for model in ours for fault in upward(model)] == []


@pytest.mark.parametrize("kind", [models.ForeignKey, models.ManyToManyField, models.OneToOneField])
@isolate_apps("beneficiaries", "programs")
def test_control_upward_key_is_found(kind):
    options = {} if kind is models.ManyToManyField else {"on_delete": models.PROTECT}

    class Season(models.Model):
        __module__ = "programs.models"

        class Meta:
            app_label = "programs"

    class Person(models.Model):
        __module__ = "beneficiaries.models"
        season = kind(Season, **options)

        class Meta:
            app_label = "beneficiaries"

    assert list(upward(Person)) == ["beneficiaries.Person.season → programs.Season"]
    assert list(upward(Season)) == []
