"""The language of the signed-in user, unless the browser has chosen another one this session."""

from django.conf import settings
from django.utils import translation


class LanguageOfUser:
    """Arabic first: the user's own language, then the cookie, then Arabic; never the browser's guess."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        codes = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen not in codes:
            chosen = request.user.language if request.user.is_authenticated else settings.LANGUAGE_CODE
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response
