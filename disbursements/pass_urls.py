"""The addresses of a ceremony pass: nothing else of the office opens with it."""

from django.urls import path, re_path
from django.utils.module_loading import import_string

from disbursements.pass_views import door, leave


def _on_demand(name):
    """A view of `pass_papers`, imported when it is asked for."""

    def view(request, **values):
        return import_string(f"disbursements.pass_papers.{name}")(request, **values)

    return view


pass_pages = [
    path("pass/", _on_demand("ceremony_list"), name="pass_list"),
    path("pass/leave/", leave, name="pass_leave"),
    path("pass/handover-list.<slug:language>.pdf", _on_demand("list_pdf"), name="pass_list_pdf"),
    path(
        "pass/certificates-<int:first>.<slug:language>.pdf",
        _on_demand("certificates_pdf"),
        name="pass_certificates_pdf",
    ),
    # Messages and hands that copy a link lose the stroke at its end.
    re_path(r"^pass/(?P<token>[^/]+)/?$", door, name="pass_door"),
]
