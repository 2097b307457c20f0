"""The list of documents, and the page of one, with the actions that use them."""

from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.views.generic import ListView, TemplateView

from actions.models import Action
from creative_district.kernel.record import RecordQuerySet
from creative_district.kernel.translated import sorted_by
from programme.models import Document
from programme.views.district import DistrictMixin, RecordPageMixin
from programme.views.paging import PagedMixin


class DocumentListView(PagedMixin, DistrictMixin, ListView):
    """A district's documents, the latest first; in one language with `?language=`."""

    template_name = "document_list.html"
    context_object_name = "documents"

    @cached_property
    def languages(self) -> Counter[str]:
        """How many documents there are in each language, the most first."""
        documents = Document.objects.public().filter(programme=self.programme)
        found = Counter(documents.order_by().values_list("language", flat=True))
        return Counter(dict(found.most_common()))

    @property
    def asked(self) -> str:
        """The language asked for, if there are documents in it."""
        language = self.request.GET.get("language", "")
        return language if language and language in self.languages else ""

    def get_queryset(self) -> QuerySet:
        documents: QuerySet = Document.objects.public().filter(programme=self.programme)
        if self.asked:
            documents = documents.filter(language=self.asked)
        return documents.select_related("programme")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            languages=list(self.languages.items()),
            asked=self.asked,
            all_count=self.languages.total(),
        )


class DocumentDetailView(RecordPageMixin, TemplateView):
    """A document: what it is, where it can be read, and which actions use it."""

    template_name = "document_detail.html"

    def get_queryset(self) -> RecordQuerySet:
        documents = Document.objects.filter(programme=self.programme)
        found: RecordQuerySet = documents.select_related("programme")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        document: Document = self.record
        self.provenance.load([document])
        return super().get_context_data(
            **kwargs,
            document=document,
            actions=Action.objects.public()
            .filter(documents=document)
            .select_related("programme")
            .order_by(sorted_by("title"), "key"),
        )
