"""Errors of the API: RFC 9457 `application/problem+json`, whatever went wrong."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.views import set_rollback

from creative_district.kernel.api.renderers import to_json
from creative_district.kernel.outage import RETRY_AFTER, is_outage

MEDIA_TYPE = "application/problem+json"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one parameter, and what it may be where that is a list."""

    parameter: str
    detail: str
    allowed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FieldFault:
    """What is wrong with one field of a body; an empty name: with the whole of it."""

    field: str
    detail: str
    allowed: Sequence[str] = ()


class InvalidParameters(exceptions.APIException):
    """The query string holds something that is not declared."""

    status_code = HTTPStatus.BAD_REQUEST
    default_detail = _("The request has parameters that cannot be understood.")

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = list(faults)


class InvalidFields(exceptions.APIException):
    """The body is JSON, and cannot be taken as it is (RFC 9110, section 15.5.21)."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    # Translators: “Le corps de la requête a des champs qui ne peuvent être acceptés.”
    default_detail = _("The body of the request has fields that cannot be accepted.")

    def __init__(self, faults: Iterable[FieldFault]) -> None:
        super().__init__()
        self.faults = list(faults)


class Gone(exceptions.APIException):
    """The record was public once and has been withdrawn."""

    status_code = HTTPStatus.GONE
    default_detail = _("This record has been withdrawn.")


def problem(
    status: int,
    detail: Any = "",
    *,
    faults: Iterable[Fault | FieldFault] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return the problem as an answer that no renderer can turn into HTML."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [asdict(fault) for fault in faults],
    }
    return HttpResponse(
        to_json(body),
        status=status,
        content_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def problem_response(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer any exception of a view; what nobody foresaw is logged and says nothing.

    This is Django REST framework's `EXCEPTION_HANDLER`.
    """
    set_rollback()
    match error:
        case InvalidParameters() | InvalidFields():
            return problem(error.status_code, error.detail, faults=error.faults)
        case exceptions.NotAcceptable():
            faults = [Fault("Accept", str(_("Not an option.")), media_types(error))]
            return problem(error.status_code, error.detail, faults=faults)
        case exceptions.APIException():
            headers = headers_of(error)
            return problem(error.status_code, error.detail, headers=headers)
        case Http404():
            return problem(HTTPStatus.NOT_FOUND, exceptions.NotFound.default_detail)
        case PermissionDenied():
            refused = exceptions.PermissionDenied.default_detail
            return problem(HTTPStatus.FORBIDDEN, refused)
        case RequestDataTooBig():
            # Translators: “Le corps de la requête est trop grand.”
            said = _("The body of the request is too large.")
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)
        case SuspiciousOperation():
            return problem(HTTPStatus.BAD_REQUEST, _("The request is malformed."))
    request = context["request"]
    logger.error("API failed on %s", request.path, exc_info=error)
    got_request_exception.send(sender=problem_response, request=request)
    if is_outage(error):
        return problem(
            HTTPStatus.SERVICE_UNAVAILABLE,
            # Translators: “La base de données ne répond pas. Réessayez bientôt.”
            _("The database does not answer. Try again in a moment."),
            headers={"Retry-After": str(RETRY_AFTER)},
        )
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, _("Something went wrong on our side.")
    )


def media_types(error: exceptions.NotAcceptable) -> list[str]:
    """Return the media types in which there is an answer."""
    kinds: Any = error.available_renderers or ()
    return list(dict.fromkeys(kind.media_type for kind in kinds))


def headers_of(error: exceptions.APIException) -> dict[str, str]:
    """Return what an error says besides: how to show who asks, when to come back."""
    headers = {}
    if said := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = said
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses before any view: the site's `handler400`."""
    if request.path.startswith("/api/"):
        return problem(HTTPStatus.BAD_REQUEST, _("The request is malformed."))
    return defaults.bad_request(request, exception)
