"""The host printed on papers: it serves the public pages alone, unless the office answers under its name as well."""

from django.conf import settings
from django.http.request import split_domain_port


class PublicHost:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if split_domain_port(request.get_host())[0] in settings.PUBLIC_HOSTS:
            request.urlconf = settings.PUBLIC_URLCONF
        return self.get_response(request)
