"""Help stands under the fields it is written for."""

import pytest
from django.apps import apps
from django.urls import reverse

from reintegration.field_help import FIELD_HELP
from tests.factories import make_project


def test_every_help_is_of_a_field_that_somebody_fills_in():
    lost = [
        f"{label}.{name}"
        for label, texts in FIELD_HELP.items()
        for name in texts
        if not apps.get_model(label)._meta.get_field(name).editable
    ]
    assert lost == []


@pytest.mark.django_db
def test_souad_reads_what_is_asked_of_her_and_what_is_private_is_marked(as_user, souad):
    project = make_project(by=souad)
    client = as_user(souad)
    page = client.get(reverse("admin:beneficiaries_lifeproject_change", args=[project.pk])).content.decode()
    person = client.get(
        reverse("admin:beneficiaries_beneficiary_change", args=[project.beneficiary.pk])
    ).content.decode()

    assert str(FIELD_HELP["beneficiaries.LifeProject"]["own_contribution"]) in page
    assert 'aria-describedby="id_own_contribution_helptext"' in page
    marked = {name for name in ("cin", "vulnerability_note", "given_name_ar", "phone") if _is_marked(person, name)}
    assert marked == {"cin", "vulnerability_note"}


def _is_marked(page, name):
    control = page.partition(f'name="{name}"')[2].partition(">")[0]
    return "data-private" in control
