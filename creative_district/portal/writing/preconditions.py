"""Nobody overwrites what they have not read: `If-Match` (RFC 9110, section 13.1.1).

Whoever writes says which representation they have seen, by the `ETag` that GET gave for
the same address and headers; if that is not the one any more, nothing is written.
"""

import re
from http import HTTPStatus

from django.http import HttpRequest
from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError


class PreconditionRequired(APIException):
    """Nothing is written blindly (RFC 6585, section 3)."""

    status_code = HTTPStatus.PRECONDITION_REQUIRED
    # Translators: “Envoyez If-Match avec l’ETag que GET donne pour cette adresse.”
    default_detail = _("Send If-Match with the ETag that GET gives for this address.")


class PreconditionFailed(APIException):
    """It was changed since it was read."""

    status_code = HTTPStatus.PRECONDITION_FAILED
    # Translators: “Cette fiche a changé depuis : relisez-la.”
    default_detail = _("This record has changed since: read it again.")


# RFC 9110, section 8.8.3
ENTITY_TAG = '(W/)?"[!#-~]*"'
CONDITION = rf"(\*|{ENTITY_TAG}( *, *{ENTITY_TAG})*)"


def demand_condition(request: HttpRequest) -> None:
    """Raise `PreconditionRequired` where a request does not say what it has seen.

    Raises `ParseError` where what it says is no condition.
    """
    seen = request.headers.get("If-Match")
    if seen is None:
        raise PreconditionRequired
    if not re.fullmatch(CONDITION, seen):
        # Translators: “If-Match : l’ETag entre guillemets droits, ou *.”
        raise ParseError(_("If-Match: the ETag with its quotation marks, or *."))


def demand_match(request: HttpRequest, tag: str) -> None:
    """Raise `PreconditionFailed` unless a request has seen what stands there now."""
    seen = parse_etags(request.headers["If-Match"])
    if seen != ["*"] and tag not in seen:
        raise PreconditionFailed
