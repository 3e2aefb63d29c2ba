"""The headers of every answer, pages, files, faults and refusals alike; and who asked, when a proxy stands in front."""

import ipaddress

from django.conf import settings

NOBODY = "camera microphone geolocation payment usb serial hid midi display-capture accelerometer gyroscope"
OURS = "publickey-credentials-get publickey-credentials-create"
ALWAYS = {
    "Permissions-Policy": ", ".join(
        [*(f"{name}=()" for name in NOBODY.split()), *(f"{name}=(self)" for name in OURS.split())]
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # Static files say themselves for how long they are good; whatever else is kept by nobody.
    "Cache-Control": "no-store",
}


class Headers:
    """Set what a page did not set itself. The first of all: also what the others refuse passes here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        return response


class ClientAddress:
    """Behind a proxy: REMOTE_ADDR becomes the address that asked the proxy, the last that the proxy notes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.BEHIND_PROXY:
            # Whoever asks writes what they like before it.
            _before, _comma, last = request.headers.get("X-Forwarded-For", "").rpartition(",")
            if address := _address(last.strip()):
                request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def _address(text):
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
