"""Which forms of the admin write through a service, and which through the generic door of records, and why."""

from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.test import RequestFactory

from reintegration.ground.access.scope import CENTRE_ROLES, Scope
from reintegration.ground.admin import MadeByService, ScopedModelAdmin
from reintegration.ground.admin.writing import ServiceWriting
from reintegration.roles import PERMISSIONS

GENERIC = {
    "CentreAdmin access.centre": "add change: reference data, held by constraints",
    "TerritoryInline access.centreprovince": "add change: reference data, held by constraints",
    "SupplierAdmin disbursements.supplier": "add change: an address book",
    "BankAccountAdmin disbursements.bankaccount": "add change: bank, agency and RIB, checked by the field",
    "EquipmentLineAdmin disbursements.equipmentline": "change: the serial number alone",
    "FundingSourceAdmin programs.fundingsource": "add change: reference data",
    "AgreementAdmin programs.agreement": "change: texts and partner; amounts are held by triggers",
    "TrancheAdmin programs.tranche": "change: the due day and the condition alone",
    "FundingLineAdmin programs.fundingline": "change: the names alone",
    "ProgramAdmin programs.program": "add change: texts and dates, held by constraints",
    "FigureInline programs.publishedfigure": "add change: what an article printed",
    "PeriodInline programs.reportperiod": "add change: from which day to which a report counts, held by constraints",
    "PartnerInline programs.partner": "add change: names that a report lists",
    "SectorAdmin reference.sector": "add change: reference data",
    "AxisAdmin reference.axis": "add change: reference data",
    "EstablishmentAdmin reference.establishment": "add change: reference data",
    "OfficialTextAdmin reference.officialtext": "add change: texts; printed ones are frozen with their record",
}


def requests():
    """One request per role, of a user who holds that role alone and every centre."""
    for role, permissions in PERMISSIONS.items():
        request = RequestFactory().get("/")
        scope = Scope(is_national=role not in CENTRE_ROLES, centre_ids=frozenset({1}), roles=frozenset({role}))
        request.user = SimpleNamespace(
            pk=1, is_active=True, is_staff=True, scope=scope, has_perm=lambda name, held=permissions: name in held
        )
        yield request


def writers():
    """Every admin, and every inline with the arguments that its questions take."""
    for model, page in sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label_lower):
        yield page, ()
        for inline in page.inlines:
            yield inline(model, admin.site), (None,)


def generic_verbs(page, extra, asked):
    """What some role can do on this page that no service of the app's own does."""
    can_add = any(page.has_add_permission(request, *extra) for request in asked)
    can_change = any(page.has_change_permission(request) for request in asked)
    can_delete = any(page.has_delete_permission(request) for request in asked)
    saves, stores = not _overrides(page, "save_model"), not _overrides(page, "store")
    if can_add and saves and stores and not isinstance(page, MadeByService):
        yield "add"
    if can_change and saves and stores:
        yield "change"
    if can_delete and not _overrides(page, "discard") and not _overrides(page, "delete_model"):
        yield "delete"


def _overrides(page, name):
    """Tell whether a class of an app, not of the ground's bases, says how to write."""
    bases = (ServiceWriting, ScopedModelAdmin, MadeByService)
    found = getattr(type(page), name, None)
    return found is not None and found not in [getattr(base, name, None) for base in bases]


def generic_doors(pages=None):
    asked = list(requests())
    for page, extra in pages or writers():
        if verbs := " ".join(generic_verbs(page, extra, asked)):
            yield f"{type(page).__name__} {page.opts.label_lower}", verbs


def test_every_form_writes_through_a_service_or_is_listed():
    expected = {name: why.partition(":")[0] for name, why in GENERIC.items()}

    assert dict(generic_doors()) == expected


@pytest.mark.parametrize(("method", "verb"), [("store", "change"), ("discard", "delete")])
def test_control_a_form_without_its_service_is_found(monkeypatch, method, verb):
    project = next(page for model, page in admin.site._registry.items() if model.__name__ == "LifeProject")
    monkeypatch.setattr(type(project), method, getattr(ServiceWriting, method))

    assert verb in dict(generic_doors([(project, ())]))["LifeProjectAdmin beneficiaries.lifeproject"]
