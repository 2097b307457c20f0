"""The staff pages follow the language of the account."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

Respond = Callable[[HttpRequest], HttpResponseBase]


def account_language(get_response: Respond) -> Respond:
    """Read staff pages in the account's language (middleware).

    One that was chosen in this browser counts more; where there is neither, Django has
    taken the browser's.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        is_staff_page = request.path.startswith(settings.LANGUAGE_COOKIE_PATH)
        if is_staff_page and not request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            chosen = getattr(request.user, "language", "")
            if chosen in dict(settings.LANGUAGES):
                translation.activate(chosen)
                request.LANGUAGE_CODE = chosen
        return get_response(request)

    return respond
