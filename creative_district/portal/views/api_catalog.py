"""Where the API and its descriptions are, as programs look for them (RFC 9727)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from creative_district.kernel.api.renderers import to_json

# The profile that RFC 9727 wants to be named (RFC 9264 has the format).
MEDIA_TYPE = (
    'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
)


@require_safe
def api_catalog(request: HttpRequest) -> HttpResponse:
    """Answer with the API, its OpenAPI document, its page and the data's catalogue."""
    site = settings.SITE_URL
    schema, docs = reverse("api:schema"), reverse("api:docs")
    api = {
        "anchor": f"{site}{reverse('api:contents')}",
        "service-desc": [
            {
                "href": f"{site}{schema}?format=json",
                "type": "application/vnd.oai.openapi+json",
            }
        ],
        "service-doc": [{"href": f"{site}{docs}", "type": "text/html"}],
        "service-meta": [
            {"href": f"{site}{reverse('api:catalogue')}", "type": "text/turtle"}
        ],
    }
    here = f"{site}{reverse('api-catalog')}"
    return HttpResponse(
        to_json({"linkset": [api]}),
        content_type=MEDIA_TYPE,
        headers={
            "Link": f'<{here}>; rel="api-catalog"',
            "Access-Control-Allow-Origin": "*",
        },
    )
