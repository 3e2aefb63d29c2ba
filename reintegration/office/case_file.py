"""The case file: one person on one page."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from beneficiaries.models import Beneficiary


@permission_required("beneficiaries.view_beneficiary", raise_exception=True)
def case(request, file_number):
    people = Beneficiary.objects.visible_to(request.user).select_related("centre", "canonical")
    person = get_object_or_404(people, file_number=file_number)
    context = {**admin.site.each_context(request), "title": person.name, "person": person}
    return TemplateResponse(request, "office/case.html", context)
