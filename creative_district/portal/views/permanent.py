"""Permanent links: a record by its key, wherever its page stands now."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from creative_district.portal.addresses import KINDS, address_of, records_of
from programme.views.withdrawn import Withdrawn


@require_safe
def permanent(request: HttpRequest, kind: str, key: str) -> HttpResponseRedirect:
    """Lead to a record in the visitor's language; 410 once it is withdrawn."""
    if kind not in KINDS:
        raise Http404
    records = records_of(kind).filter(key=key)
    record = records.public().first()
    if record is None:
        withdrawn = records.withdrawn().first()
        raise Withdrawn(withdrawn) if withdrawn else Http404
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(address_of(record))
    patch_vary_headers(response, ["Accept-Language"])
    return response
