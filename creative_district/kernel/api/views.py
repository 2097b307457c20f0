"""The views that all resources share: read only, strict, in the reader's language."""

from collections.abc import Collection
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django_filters.filters import MultipleChoiceFilter
from rest_framework.exceptions import NotFound
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from creative_district.kernel import clock
from creative_district.kernel.api.flat import Table
from creative_district.kernel.api.formats import CSVRenderer, NDJSONRenderer
from creative_district.kernel.api.linked import LinkedDataRenderer
from creative_district.kernel.api.pagination import StableCursorPagination
from creative_district.kernel.api.problems import Fault, Gone, InvalidParameters
from creative_district.kernel.api.reader import ALL, Reader, languages
from creative_district.kernel.filters import RecordFilter
from creative_district.kernel.linked import CONTEXT, Node, Words, without_gaps
from creative_district.kernel.record import Record


class OpenView(APIView):
    """A view of public data that refuses every parameter it does not declare."""

    http_method_names = ["get", "head"]

    def parameters(self) -> Collection[str]:
        """Return the names that the query string may hold."""
        return ()

    def repeatable(self) -> Collection[str]:
        """Return those that may come more than once."""
        return ()

    def options_of(self) -> dict[str, list[str]]:
        """Return the values of the parameters that have a fixed few."""
        return {"format": [kind.format for kind in self.get_renderers()]}

    @property
    def default_response_headers(self) -> dict[str, str]:
        """What every answer says; there may be more formats one day."""
        return {**super().default_response_headers, "Vary": "Accept"}

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # `initial` may activate another language for the length of this answer.
        with translation.override(translation.get_language()):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Before the negotiation of formats, which knows no 400.
        self.check_parameters(request)
        super().initial(request, *args, **kwargs)

    def check_parameters(self, request: Request) -> None:
        """Raise `InvalidParameters` for what is unknown or given too often."""
        allowed, repeatable = self.parameters(), self.repeatable()
        options = self.options_of()
        faults = []
        for name, values in request.query_params.lists():
            if name not in allowed:
                detail = _("This parameter does not exist here.")
                faults.append(Fault(name, detail, list(allowed)))
            elif len(values) > 1 and name not in repeatable:
                faults.append(Fault(name, _("This parameter may be given once.")))
            elif not set(values) <= set(options.get(name, values)):
                faults.append(Fault(name, _("Not an option."), options[name]))
        if faults:
            raise InvalidParameters(faults)

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        response.headers["Access-Control-Allow-Origin"] = "*"
        return super().finalize_response(request, response, *args, **kwargs)


class RecordViewSet(OpenView, ReadOnlyModelViewSet):
    """List and detail of one kind of record, by permanent key.

    `related` is joined besides the parents, which are public by definition; `optional`
    names foreign keys that may lead to what is not public: the query marks, as
    `shows_<name>`, whether they may be told. `expansions` are the foreign keys that
    `?expand=` may write in full, each as its own view does.
    """

    lookup_field = "key"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    related: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()
    expansions: ClassVar[dict[str, type["RecordViewSet"]]] = {}
    # What a list takes besides filters, and what it can be written as besides JSON.
    paging: ClassVar[tuple[str, ...]] = StableCursorPagination.parameters
    list_renderers: ClassVar[tuple[type[BaseRenderer], ...]] = (
        NDJSONRenderer,
        CSVRenderer,
    )
    # What one record can be written as besides JSON.
    detail_renderers: ClassVar[tuple[type[BaseRenderer], ...]] = (LinkedDataRenderer,)
    serializer_class: Any
    filterset_class: type[RecordFilter]
    reader: Reader
    fields: Collection[str] = ()
    expanded: Collection[str] = ()

    @property
    def model(self) -> type[Record]:
        """The kind of record, as its serializer names it."""
        kind: type[Record] = self.serializer_class.Meta.model
        return kind

    def parameters(self) -> Collection[str]:
        presentation = ["lang", "fields", "format"]
        if self.expansions:
            presentation.append("expand")
        if self.action != "list":
            return presentation
        filters = self.filterset_class.base_filters
        return [*filters, *self.paging, *presentation, "bom"]

    def repeatable(self) -> Collection[str]:
        return [
            name
            for name, asked in self.filterset_class.base_filters.items()
            if isinstance(asked, MultipleChoiceFilter)
        ]

    def options_of(self) -> dict[str, list[str]]:
        return {
            **super().options_of(),
            "lang": languages(),
            "bom": ["true", "false"],
        }

    def get_renderers(self) -> list[BaseRenderer]:
        is_list = self.action == "list"
        more = self.list_renderers if is_list else self.detail_renderers
        return [kind() for kind in (*self.renderer_classes, *more)]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.check_format(request)
        asked = request.query_params.get("lang")
        if asked and asked != ALL:
            translation.activate(asked)
        language = None if asked == ALL else translation.get_language()
        self.reader = Reader(language, clock.today())
        whole: Any = self.get_serializer()
        self.expanded = self.names_in(request, "expand", list(self.expansions))
        self.fields = self.names_in(request, "fields", list(whole.fields))

    def check_format(self, request: Request) -> None:
        """Raise `InvalidParameters` for what means nothing in the chosen format."""
        unfit = getattr(request.accepted_renderer, "unfit", ())
        detail = _("This parameter means nothing in this format.")
        if faults := [
            Fault(name, detail) for name in unfit if name in request.query_params
        ]:
            raise InvalidParameters(faults)

    def table(self) -> Table:
        """Return the columns of what is listed."""
        side_by_side = () if self.reader.language else languages()[:-1]
        whole: Any = self.get_serializer()
        return Table(whole, side_by_side)

    def names_in(self, request: Request, parameter: str, known: list[str]) -> list[str]:
        """Return the names that a parameter lists; 400 for unknown ones."""
        if parameter not in request.query_params:
            return []
        asked = request.query_params[parameter].split(",")
        for name in asked:
            if name not in known:
                detail = _("“%(name)s” cannot be named here.") % {"name": name}
                raise InvalidParameters([Fault(parameter, detail, known)])
        return asked

    def get_queryset(self) -> QuerySet:
        public: QuerySet = self.model.objects.public()
        joined = [
            path
            for path in (*self.model.public_parents, *self.related, *self.optional)
            if path.split("__")[0] not in self.expanded
        ]
        inlined: list[Any] = [
            Prefetch(name, self.expansions[name]().get_queryset())
            for name in self.expanded
        ]
        marks = {f"shows_{name}": self.is_public(name) for name in self.optional}
        marked: QuerySet = public.annotate(**marks).prefetch_related(*inlined)
        return marked.select_related(*joined) if joined else marked

    def is_public(self, name: str) -> Exists:
        """Return the condition that a foreign key leads to what the public may see."""
        relation: Any = self.model._meta.get_field(name)
        public: QuerySet = relation.related_model.objects.public()
        return Exists(public.filter(pk=OuterRef(relation.attname)))

    def get_object(self) -> Record:
        key = self.kwargs[self.lookup_url_kwarg]
        found: Record | None = self.get_queryset().filter(key=key).first()
        if found:
            return found
        if self.model.objects.withdrawn().filter(key=key).exists():
            raise Gone
        raise NotFound

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one record, as itself or as linked data."""
        if not isinstance(request.accepted_renderer, LinkedDataRenderer):
            found: Response = super().retrieve(request, *args, **kwargs)
            return found
        node = self.described(self.get_object(), Words(self.reader.language))
        return Response({"@context": CONTEXT, **without_gaps(node)})

    def described(self, record: Any, words: Words) -> Node:
        """Return what a record is to schema.org."""
        raise NotImplementedError

    def told(self, record: Record, name: str) -> Any:
        """Return what an `optional` key leads to; None if the public may not see it."""
        return getattr(record, name) if getattr(record, f"shows_{name}") else None

    def get_serializer_context(self) -> dict[str, Any]:
        return {
            **super().get_serializer_context(),
            "reader": getattr(self, "reader", None),
            "fields": self.fields,
            "expand": {
                name: self.expansions[name].serializer_class for name in self.expanded
            },
        }

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Any:
        if hasattr(self, "reader"):
            codes = [self.reader.language] if self.reader.language else languages()[:-1]
            response.headers["Content-Language"] = ", ".join(codes)
        return super().finalize_response(request, response, *args, **kwargs)
