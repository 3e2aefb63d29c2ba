"""Django's admin as it comes, with the records of the work."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm
from django.urls import path

from beneficiaries.models import Beneficiary, Consent, Episode, LifeProject, Residence
from disbursements.models import Disbursement
from programs.models import Application
from reintegration.ground.access.models import Posting
from reintegration.ground.audit.models import AuditEntry

FILTERED = (Application, Disbursement)


class StockSite(admin.AdminSite):
    login_form = AuthenticationForm

    def has_permission(self, request):
        return request.user.is_active and request.user.is_authenticated


class ByStatus(admin.ModelAdmin):
    list_filter = ["status"]


site = StockSite(name="admin")
site.register([get_user_model(), Beneficiary, Consent, Episode, LifeProject, Residence, Posting, AuditEntry])
site.register(FILTERED, ByStatus)

urlpatterns = [path("", site.urls)]
