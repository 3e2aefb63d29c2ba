"""All addresses: the language switch, the public pages, those for machines, then the office, Django's admin site."""

from django.contrib import admin
from django.urls import include, path

from disbursements.pass_urls import pass_pages
from reintegration.ground.health import health_pages
from reintegration.public_urls import public_pages

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    # Before the office, which catches every address.
    *public_pages,
    *pass_pages,
    *health_pages,
    path("login/", admin.site.login, name="account_login"),
    path("account/", include("reintegration.ground.accounts.urls")),
    path("", admin.site.urls),
]

handler400 = "reintegration.office.error_views.bad_request"
handler403 = "reintegration.office.error_views.forbidden"
handler404 = "reintegration.office.error_views.not_found"
handler500 = "reintegration.office.error_views.server_error"
handler429 = "reintegration.ground.accounts.limits.too_many"
