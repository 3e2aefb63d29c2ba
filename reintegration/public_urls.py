"""The public pages: all that the host printed on papers serves, and a part of what the office's does."""

from django.urls import path, re_path

from disbursements.public import verify

public_pages = [
    path("verify/", verify, name="verify"),
    path("verify/<str:code>/", verify, name="verify_code"),
    # What the QR code says (/v/CODE), and whatever else somebody makes of it.
    re_path(r"^v(?:erify)?(?:/(?P<code>[\s\S]*))?$", verify),
]
urlpatterns = [path("", verify), *public_pages]

handler404 = "disbursements.public.not_found"
handler500 = "reintegration.office.error_views.server_error"
