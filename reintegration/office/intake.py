"""The intake page: one quick form for a new person, with the files of the own centre that may be of the same person."""

from django.http import HttpResponse, HttpResponseRedirect

from beneficiaries.models import Beneficiary
from reintegration.office.today.items import add_url


def intake(request):
    return HttpResponseRedirect(add_url(Beneficiary))


def duplicates(request):
    return HttpResponse("")
