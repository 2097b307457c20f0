"""The catalogue as the API gives it: Turtle, or JSON-LD."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from creative_district.kernel.api.linked import LinkedDataRenderer
from creative_district.kernel.api.reader import languages
from creative_district.kernel.api.renderers import to_json
from creative_district.kernel.api.schema import problems
from creative_district.kernel.api.views import OpenView
from creative_district.portal.catalogue.document import catalogue


class TurtleRenderer(BaseRenderer):
    """RDF 1.1 Turtle, made from the very document that is the JSON-LD."""

    media_type = "text/turtle"
    format = "turtle"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Any = None,
    ) -> bytes:
        from rdflib import Graph  # noqa: PLC0415 - 5 MB that only harvesters need

        graph = Graph(bind_namespaces="none")
        graph.parse(data=to_json(data), format="json-ld")
        return graph.serialize(format="turtle", encoding="utf-8")


class CatalogueView(OpenView):
    """The catalogue of the open data, for portals that harvest it (DCAT-AP 3.0.1)."""

    renderer_classes = [TurtleRenderer, LinkedDataRenderer]

    def parameters(self) -> tuple[str, ...]:
        return ("format",)

    def spoken(self) -> list[str]:
        return languages()[:-1]

    @extend_schema(
        operation_id="catalogue_retrieve",
        parameters=[
            OpenApiParameter(
                "format", enum=["turtle", "jsonld"], description="Instead of `Accept`."
            )
        ],
        responses={
            (200, "text/turtle"): OpenApiTypes.STR,
            (200, "application/ld+json"): OpenApiTypes.OBJECT,
            **problems(),
        },
    )
    def get(self, request: Request) -> Response:
        """Return the catalogue, in every language at once."""
        return Response(catalogue())
