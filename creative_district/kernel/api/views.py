"""The views that all resources share: read only, strict, in the reader's language."""

from collections.abc import Callable, Collection, Iterable
from http import HTTPStatus
from typing import Any, ClassVar, cast

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django_filters.filters import MultipleChoiceFilter
from rest_framework.exceptions import (
    AuthenticationFailed,
    MethodNotAllowed,
    NotFound,
    Throttled,
)
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from creative_district.kernel import clock
from creative_district.kernel.api import cors, deprecation, rates
from creative_district.kernel.api.deprecation import Deprecation
from creative_district.kernel.api.flat import Table
from creative_district.kernel.api.formats import CSVRenderer, NDJSONRenderer
from creative_district.kernel.api.linked import LinkedDataRenderer
from creative_district.kernel.api.pagination import StableCursorPagination
from creative_district.kernel.api.problems import Fault, Gone, InvalidParameters
from creative_district.kernel.api.reader import ALL, Reader, languages
from creative_district.kernel.filters import RecordFilter
from creative_district.kernel.limit import Quota
from creative_district.kernel.linked import CONTEXT, Node, Words, without_gaps
from creative_district.kernel.record import Record


class OpenView(APIView):
    """A view of public data that refuses every parameter it does not declare.

    `request.auth` is the token that was shown, None for the public. `deprecated` is
    what of it is on its way out. Not `is_counted` are requests of our own pages.
    """

    http_method_names = ["get", "head", "options"]
    deprecated: ClassVar[tuple[Deprecation, ...]] = ()
    is_counted = True
    quota: Quota | None = None
    fields: Collection[str] = ()

    def parameters(self) -> Collection[str]:
        """Return the names that the query string may hold."""
        return ()

    def repeatable(self) -> Collection[str]:
        """Return those that may come more than once."""
        return ()

    def own_headers(self) -> tuple[str, ...]:
        """Return the headers of its answers that those of other views lack."""
        return ()

    def options_of(self) -> dict[str, list[str]]:
        """Return the values of the parameters that have a fixed few."""
        names = dict.fromkeys(kind.format for kind in self.get_renderers())
        return {"format": list(names)}

    @property
    def default_response_headers(self) -> dict[str, str]:
        """What every answer says: what it depends on besides the address.

        There may be more formats one day. A token decides over what is left of its
        limit and whether it is taken at all, also where all read the same.
        """
        return {**super().default_response_headers, "Vary": "Accept, Authorization"}

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # `initial` may activate another language for the length of this answer.
        with translation.override(translation.get_language()):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        try:
            self.speak(request)
        finally:
            # Counted also where the query cannot be read.
            self.admit(request)
        if request.method == "OPTIONS":
            return
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(str(request.method))
        # Before the negotiation of formats, which knows no 400.
        self.check_parameters(request)
        super().initial(request, *args, **kwargs)

    def speak(self, request: Request) -> None:
        """Go over to the language that the address asks for, errors included."""
        if (asked := request.GET.get("lang")) in languages()[:-1]:
            translation.activate(asked)

    def spoken(self) -> list[str]:
        """Return the languages of what is answered; errors are in the reader's."""
        return [translation.get_language() or settings.LANGUAGE_CODE]

    def admit(self, request: Request) -> None:
        """Read the token and count the request; raise 429 or 401.

        Wrong tokens count as well, so that nobody tries them without end.
        """
        failure = None
        try:
            self.perform_authentication(request)
        except AuthenticationFailed as error:
            failure = error
        self.quota = rates.spend(request) if self.is_counted else None
        if self.quota and self.quota.wait:
            raise Throttled(self.quota.wait)
        if failure:
            raise failure

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer what may be asked here."""
        return cors.options(request._request, self.allowed_methods)

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
        cors.open_to_others(response)
        if self.quota:
            rates.describe(response, self.quota)
        asked = request.query_params
        concerning = [d for d in self.deprecated if d.concerns(asked, self.fields)]
        deprecation.tell(response, concerning)
        is_error = response.status_code >= HTTPStatus.BAD_REQUEST
        spoken = OpenView.spoken(self) if is_error else self.spoken()
        if response.status_code != HTTPStatus.NOT_MODIFIED:
            # What is kept of an earlier answer says so itself.
            response.headers.setdefault("Content-Language", ", ".join(spoken))
        answer = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(answer, Response) and not answer.is_rendered:
            answer.add_post_render_callback(typed)
        if "Authorization" in request.headers:
            answer.headers["Cache-Control"] = "private, no-cache"
        return answer


def typed(response: Any) -> None:
    """Say of what type an empty page is (NDJSON); the framework says none then."""
    kind = response.accepted_renderer
    charset = f"; charset={kind.charset}" if kind.charset else ""
    response.headers.setdefault("Content-Type", f"{kind.media_type}{charset}")


class RecordViewSet(OpenView, ReadOnlyModelViewSet):
    """List and detail of one kind of record, by permanent key.

    `related` is joined besides the parents, which are public by definition; `optional`
    names foreign keys that may lead to what is not public: the query marks, as
    `shows_<name>`, whether they may be told. `gathered` are the paths to many rows that
    an item tells of besides; the feed of changes follows all of them. `expansions` are
    the foreign keys that `?expand=` may write in full, each as its own view does.
    """

    lookup_field = "key"
    lookup_url_kwarg = "id"
    lookup_value_regex = "[-a-zA-Z0-9_]+"
    related: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()
    gathered: ClassVar[tuple[str, ...]] = ()
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

    def own_headers(self) -> tuple[str, ...]:
        return ("Content-Disposition", "Link") if self.action == "list" else ()

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
        more = {"list": self.list_renderers, "retrieve": self.detail_renderers}
        kinds = (*self.renderer_classes, *more.get(self.action or "", ()))
        return [kind() for kind in kinds]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "OPTIONS":
            return
        self.check_format(request)
        is_for_all = request.query_params.get("lang") == ALL
        language = None if is_for_all else translation.get_language()
        self.reader = Reader(language, clock.today())
        self.expanded = self.names_in(request, "expand", lambda: self.expansions)
        self.fields = self.names_in(request, "fields", self.all_fields)

    def spoken(self) -> list[str]:
        if hasattr(self, "reader") and self.reader.language is None:
            return languages()[:-1]
        return super().spoken()

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

    def names_in(
        self, request: Request, parameter: str, known: Callable[[], Iterable[str]]
    ) -> list[str]:
        """Return the names that a parameter lists, once each; 400 for unknown ones."""
        if parameter not in request.query_params:
            return []
        asked = list(dict.fromkeys(request.query_params[parameter].split(",")))
        allowed = list(known())
        for name in asked:
            if name not in allowed:
                detail = _("“%(name)s” cannot be named here.") % {"name": name}
                raise InvalidParameters([Fault(parameter, detail, allowed)])
        return asked

    def all_fields(self) -> Iterable[str]:
        """Return the names of what an item tells; making them is no small work."""
        whole: Any = self.get_serializer()
        fields: Iterable[str] = whole.fields
        return fields

    def readable(self) -> QuerySet:
        """Return the rows that this reader may see."""
        public: QuerySet = self.model.objects.public()
        return public

    def expansion(self, name: str) -> "RecordViewSet":
        """Return the view of what a relation leads to, for the same reader."""
        view = self.expansions[name]()
        view.request = cast("Request", getattr(self, "request", None))
        return view

    def get_queryset(self) -> QuerySet:
        joined = [
            path
            for path in (*self.model.public_parents, *self.related, *self.optional)
            if path.split("__")[0] not in self.expanded
        ]
        inlined: list[Any] = [
            Prefetch(name, self.expansion(name).get_queryset())
            for name in self.expanded
        ]
        marks = {f"shows_{name}": self.is_public(name) for name in self.optional}
        marked: QuerySet = self.readable().annotate(**marks).prefetch_related(*inlined)
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
        if not self.is_linked:
            found: Response = super().retrieve(request, *args, **kwargs)
            return found
        node = self.described(self.get_object(), Words(self.reader.language))
        return Response({"@context": CONTEXT, **without_gaps(node)})

    @property
    def is_linked(self) -> bool:
        """Whether linked data are asked for: what is public, whoever asks."""
        request = getattr(self, "request", None)
        chosen = getattr(request, "accepted_renderer", None)
        return isinstance(chosen, LinkedDataRenderer)

    def described(self, record: Any, words: Words) -> Node:
        """Return what a record is to schema.org."""
        raise NotImplementedError

    def shown(self, record: Record, name: str) -> Any:
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
