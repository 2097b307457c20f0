"""The API's table of contents: every address under `/api/`."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import (
    URLPattern,
    URLResolver,
    include,
    path,
    re_path,
    resolve,
    reverse,
)
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from creative_district.kernel.api import cors
from creative_district.kernel.api.exports import ExportView, export_of
from creative_district.kernel.api.views import OpenView
from creative_district.portal import described
from creative_district.portal.catalogue.api import CatalogueView
from creative_district.portal.changes.api import ChangesView
from creative_district.portal.dump.api import ChecksumView, DumpView
from creative_district.portal.dump.archive import latest
from creative_district.portal.resources import router
from creative_district.portal.stored import StoredExport

app_name = "api"


@cache
def openapi() -> dict[str, Any]:
    """Return the OpenAPI document, in English; it only changes with the code."""
    with translation.override("en"):
        generator: Any = SchemaGenerator
        document: dict[str, Any] = generator().get_schema(public=True)
    return document


class EntranceView(OpenView):
    """The way to the current version."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("api:contents"))


class ContentsView(OpenView):
    """The resources and where they are."""

    @described.contents
    def get(self, request: Request) -> Response:
        names = {prefix: f"{name}-list" for prefix, _view, name in router.registry}
        addresses = {
            **names,
            "changes": "changes",
            "export": "exports",
            "catalogue": "catalogue",
            "schema": "schema",
            "docs": "docs",
        }
        return Response(
            {name: address_of(target) for name, target in addresses.items()}
        )


class ExportsView(OpenView):
    """The collections, and where each is as a whole; the dump of all of them."""

    @described.exports
    def get(self, request: Request) -> Response:
        dump = latest()
        return Response(
            {
                "dump": {
                    "url": address_of("dump"),
                    "checksum_url": address_of("dump-checksum"),
                    # Null before the first one.
                    "made_at": dump and dump.made_at,
                    "bytes": dump and dump.path.stat().st_size,
                    "sha256": dump and dump.digest,
                },
                "collections": {
                    prefix: {
                        kind.format: (
                            f"{address_of(f'{name}-export')}?format={kind.format}"
                        )
                        for kind in ExportView.renderer_classes
                    }
                    for prefix, _view, name in router.registry
                },
            }
        )


def address_of(name: str) -> str:
    """Return where something that is no record is in the API."""
    return f"{settings.SITE_URL}{reverse(f'api:{name}')}"


class SchemaView(OpenView):
    """The OpenAPI 3.1 document: YAML, or JSON with `?format=json`."""

    renderer_classes = SpectacularAPIView.renderer_classes

    def parameters(self) -> tuple[str, ...]:
        return ("format",)

    def spoken(self) -> list[str]:
        return ["en"]

    @described.schema
    def get(self, request: Request) -> Response:
        return Response(openapi())


class DocsView(OpenView):
    """The document for reading and trying out: Swagger UI, from our own files.

    drf-spectacular's own page has an inline style and sets a cookie.
    """

    renderer_classes = [TemplateHTMLRenderer]
    template_name = "api/docs.html"

    @described.docs
    def get(self, request: Request) -> Response:
        return Response()


class UnknownView(OpenView):
    """Any other address: a problem, unless only its last slash is missing."""

    http_method_names = ["get", "head", "options", "post", "put", "patch", "delete"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.admit(request)
        if resolve(f"{request.path_info}/").url_name == "unknown":
            raise NotFound

    @extend_schema(exclude=True)
    def add_slash(self, request: Request) -> HttpResponsePermanentRedirect:
        """Lead on; what writes is sent there once more as it is (308)."""
        whole = request.get_full_path(force_append_slash=True)
        is_read = request.method in cors.SAFE
        return HttpResponsePermanentRedirect(whole, preserve_request=not is_read)

    get = post = put = patch = delete = options = add_slash


urlpatterns: list[URLPattern | URLResolver] = [
    path("", EntranceView.as_view(), name="entrance"),
    path("v1/", ContentsView.as_view(), name="contents"),
    path("v1/", include(router.urls)),
    path("v1/catalogue/", CatalogueView.as_view(), name="catalogue"),
    path("v1/export/", ExportsView.as_view(), name="exports"),
    path("v1/export/dump.zip", DumpView.as_view(), name="dump"),
    path("v1/export/dump.zip.sha256", ChecksumView.as_view(), name="dump-checksum"),
    *(
        path(
            f"v1/export/{prefix}/",
            export_of(view, prefix, StoredExport),
            name=f"{name}-export",
        )
        for prefix, view, name in router.registry
    ),
    path("v1/changes/", ChangesView.as_view(), name="changes"),
    path("v1/schema/", SchemaView.as_view(), name="schema"),
    path("v1/docs/", DocsView.as_view(), name="docs"),
    re_path("", UnknownView.as_view(), name="unknown"),
]
