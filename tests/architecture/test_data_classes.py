"""Every column is of a class, and what follows from the class holds: sealing, search, export, who may read."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.test.utils import isolate_apps
from import_export import resources
from import_export.fields import Field

from beneficiaries.models import Beneficiary
from beneficiaries.resources import BeneficiaryResource
from beneficiaries.services import people
from disbursements.resources import DisbursementResource
from programs.resources import ApplicationResource
from reintegration.data_classes import DATA_CLASSES
from reintegration.ground.arabic import search_text
from reintegration.ground.classes import CLASSES, ITSELF, NOBODY, TECHNICAL, fields, registry
from reintegration.ground.keys.fields import OwnedTextField
from reintegration.ground.protections import PROTECTIONS
from reintegration.ground.sealed import SealedTextField
from reintegration.roles import PERMISSIONS, PROTECTED

OURS = ("reintegration", "beneficiaries", "programs", "disbursements")
# What an exported column shows that is no column of the database: the columns it is made of.
MADE_OF = {
    "beneficiary__name": ["beneficiary__given_name_ar", "beneficiary__family_name_latin"],
    "title": ["title_ar", "title_fr"],
    "dehydrate province": ["residences__province"],
    "dehydrate worker": ["episodes__worker"],
    "dehydrate opened_on": ["episodes__opened_on"],
    "dehydrate paper": ["order__number", "cheque__number"],
}
# Names and addresses of those who work here or sell to us: nobody's case.
OF_NO_CASE = {"access.User", "accounts.Invitation", "disbursements.CeremonyPass", "disbursements.Supplier"}
READERS_OF_PROTECTED = {"coordinator", "social_worker", "programme_officer", "approver", "auditor"}


def own_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in OURS]


def columns(model):
    return {field.name for field in model._meta.concrete_fields} - TECHNICAL


def unclassed(model, entry):
    yield from sorted(columns(model) ^ set(entry.classes))


def unsealed(model, entry):
    """Free text of a class that is sealed at rest, in a column that is not; digests by key are no text."""
    for name, data_class in entry.classes.items():
        field = model._meta.get_field(name)
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        is_sealed = isinstance(field, SealedTextField | OwnedTextField) or name in entry.keyed
        if data_class.sealed_at_rest and is_text and not is_sealed:
            yield name


def class_at(model, path):
    """The class of the column at the end of a path, through forward and backward relations."""
    *hops, last = path.split("__")
    for hop in hops:
        model = model._meta.get_field(hop).related_model
    return DATA_CLASSES[model._meta.label].classes[last]


def resolved(model, path):
    """The columns behind what a resource or a search names: itself, the choices' words, both languages, or MADE_OF."""
    head, _sep, last = path.rpartition("__")
    if last.startswith("get_") and last.endswith("_display"):
        last = last.removeprefix("get_").removesuffix("_display")
    owner = model
    for hop in head.split("__") if head else []:
        owner = owner._meta.get_field(hop).related_model
    prefix = f"{head}__" if head else ""
    if path in MADE_OF:
        return MADE_OF[path]
    if last == "name" and not any(field.name == "name" for field in owner._meta.fields):
        return [f"{prefix}name_ar", f"{prefix}name_fr"]
    return [f"{prefix}{last}"]


def unexportable(resource):
    for name, field in resource.fields.items():
        path = field.attribute or f"dehydrate {name}"
        for column in resolved(resource._meta.model, path):
            if not class_at(resource._meta.model, column).exported:
                yield name


def unsearchable(model, names):
    for name in names:
        path = name.lstrip("=^@")
        if path != "pk" and not class_at(model, path).searched:
            yield name


def test_every_column_has_a_class_and_every_entry_a_column():
    assert {model._meta.label for model in own_models()} == set(DATA_CLASSES)
    faults = {model._meta.label: list(unclassed(model, DATA_CLASSES[model._meta.label])) for model in own_models()}
    assert {label: names for label, names in faults.items() if names} == {}


@pytest.mark.parametrize("entry", [fields(public="name"), fields(public="name year old_name")])
@isolate_apps("beneficiaries")
def test_control_column_without_class_and_class_without_column_are_found(entry):
    class Quarter(models.Model):
        name = models.CharField(max_length=9)
        year = models.IntegerField()

        class Meta:
            app_label = "beneficiaries"

    assert len(list(unclassed(Quarter, entry))) == 1


def test_no_column_stands_twice():
    for label, entry in DATA_CLASSES.items():
        assert len(entry.classes) == len(set(entry.classes)), label
    assert set(CLASSES) >= {"identity", "contact", "judicial", "moussalaha", "health", "social", "money", "public"}


def test_text_of_a_sealed_class_is_sealed_in_the_database():
    assert [(m._meta.label, n) for m in own_models() for n in unsealed(m, registry()[m._meta.label_lower])] == []


def test_control_unsealed_text_of_a_sealed_class_is_found():
    assert list(unsealed(Beneficiary, fields(health="birth_place", number="cin cin_key", keyed={"cin_key": ()}))) == [
        "birth_place"
    ]


def kept_for_ever(model, entry):
    """Columns of an append-only table that say who or how a person is, and are not sealed with the person's key."""
    for name, data_class in entry.classes.items():
        if data_class.blanked and not isinstance(model._meta.get_field(name), OwnedTextField):
            yield name


def test_personal_column_of_a_row_that_never_changes_is_sealed_for_its_person():
    fixed = [model for model in own_models() if f"{model._meta.db_table}_no_update" in PROTECTIONS]
    assert {"audit_auditentry", "programs_decision"} <= {model._meta.db_table for model in fixed}
    assert [(m._meta.label, n) for m in fixed for n in kept_for_ever(m, DATA_CLASSES[m._meta.label])] == []
    assert list(kept_for_ever(apps.get_model("programs.BudgetEntry"), fields(social="reference"))) == ["reference"]


@pytest.mark.parametrize("resource", [BeneficiaryResource, ApplicationResource, DisbursementResource])
def test_exported_columns_are_of_classes_that_may_leave(resource):
    assert list(unexportable(resource)) == []


def test_control_exported_card_number_is_found():
    class Leaking(resources.ModelResource):
        phone = Field("phone", "phone")
        card = Field("cin", "card")
        entered = Field("detentions__entered_on", "entered")

        class Meta:
            model = Beneficiary
            fields = ["phone", "card", "entered"]

    assert list(unexportable(Leaking)) == ["card", "entered"]


def test_pages_search_columns_that_may_be_searched():
    for model, page in admin.site._registry.items():
        if model in own_models():
            assert list(unsearchable(model, page.search_fields)) == [], page


def test_control_search_by_a_note_is_found():
    assert list(unsearchable(Beneficiary, ["pk", "=file_number", "vulnerability_note"])) == ["vulnerability_note"]


def test_search_column_of_a_person_holds_words_of_searchable_columns_only():
    texts = [f for f in Beneficiary._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
    marks = {field.name: f"zq{'abcdefghijklmnopqrstuvwxyz'[n]}zq" for n, field in enumerate(texts)}
    marks |= {"phone": "0612345678", "cin": "BE123456"}
    found = people.derived(marks)["search"]
    fed = {name for name, mark in marks.items() if search_text(mark).strip() in found}
    assert {"family_name_ar", "phone"} <= fed
    assert [name for name in fed if not DATA_CLASSES["beneficiaries.Beneficiary"].classes[name].searched] == []


def test_protected_columns_stand_in_models_that_only_some_roles_read():
    holding = {
        label.lower() for label, entry in DATA_CLASSES.items() if any(c.protected for c in entry.classes.values())
    }
    assert holding == set(PROTECTED)
    for label in holding:
        app, _dot, name = label.partition(".")
        readers = {role for role, granted in PERMISSIONS.items() if f"{app}.view_{name}" in granted}
        assert readers == READERS_OF_PROTECTED


def ways_to_the_person(model, seen=()):
    """The models at the end of every chain of keys from a model."""
    for field in model._meta.concrete_fields:
        target = field.related_model if field.is_relation else None
        if target and target not in seen and target in own_models():
            yield target
            yield from ways_to_the_person(target, (*seen, model))


def test_every_row_about_a_person_knows_the_way_to_the_person():
    assert [label for label, entry in DATA_CLASSES.items() if entry.person == ITSELF] == ["beneficiaries.Beneficiary"]
    for model in own_models():
        entry = DATA_CLASSES[model._meta.label]
        if entry.person is NOBODY:
            assert Beneficiary not in set(ways_to_the_person(model)), model
            holds = any(data_class.blanked for data_class in entry.classes.values())
            assert not holds or model._meta.label in OF_NO_CASE, model
        elif entry.person != ITSELF:
            target = model
            for hop in entry.person.split("__"):
                target = target._meta.get_field(hop).related_model
            assert target is Beneficiary, model


def test_keyed_columns_name_the_sealed_number_they_follow_from():
    for label, entry in DATA_CLASSES.items():
        for column, (_kind, path) in entry.keyed.items():
            assert entry.classes[column].name == "number"
            assert class_at(apps.get_model(label), path).sealed_at_rest
    with pytest.raises(FieldDoesNotExist):
        class_at(Beneficiary, "detentions__establishment__nothing__name")
