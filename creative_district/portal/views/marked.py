"""What a text with marks will look like, while staff type it."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from creative_district.kernel.markdown import MOST_LETTERS, to_html


@require_POST
def marked_text(request: HttpRequest) -> HttpResponse:
    """Return a text as the public page writes it; nothing in it ever runs.

    A sentence in plain text says what is wrong with what is no such text.
    """
    text, language = request.POST.get("text", ""), request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        # Translators: “Cette langue n’est pas une langue du portail.”
        return refused(_("This is no language of the portal."), HTTPStatus.BAD_REQUEST)
    if len(text) > MOST_LETTERS:
        # Translators: “Le texte compte %(count)s caractères ; …”
        said = _("The text has %(count)s characters; at most %(limit)s are allowed.")
        counts = {"count": len(text), "limit": MOST_LETTERS}
        return refused(said % counts, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return HttpResponse(to_html(text, language, below=2))


def refused(sentence: str, status: HTTPStatus) -> HttpResponse:
    """Return the answer that says why there is nothing to show."""
    return HttpResponse(
        sentence, status=status, content_type="text/plain; charset=utf-8"
    )
