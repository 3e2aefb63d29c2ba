"""All addresses: the language switch, the public pages, then the office, which is Django's admin site at the root."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    # Public pages (the answer to a certificate's code, at /v/) stand here, before the office catches every address.
    path("", admin.site.urls),
]

handler403 = "reintegration.office.error_views.forbidden"
handler404 = "reintegration.office.error_views.not_found"
handler500 = "reintegration.office.error_views.server_error"
