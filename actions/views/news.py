"""The list of news, and the page of one, with the actions that they are about."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.views.generic import ListView, TemplateView

from actions.models import Action
from creative_district.kernel.translated import sorted_by
from programme.models import News, Picture
from programme.models.news import NewsQuerySet
from programme.views.district import DistrictMixin, RecordPageMixin
from programme.views.paging import PagedMixin


class NewsListView(PagedMixin, DistrictMixin, ListView):
    """A district's news, the latest first."""

    template_name = "news_list.html"
    context_object_name = "news"

    def get_queryset(self) -> QuerySet:
        news: QuerySet = News.objects.public().filter(programme=self.programme)
        actions = Action.objects.public().select_related("programme")
        return news.select_related("programme").prefetch_related(
            Prefetch("actions", actions.order_by(sorted_by("title"), "key"))
        )


class NewsDetailView(RecordPageMixin, TemplateView):
    """A news item: what happened, when, and which actions it is about."""

    template_name = "news_detail.html"

    def get_queryset(self) -> NewsQuerySet:
        news = News.objects.filter(programme=self.programme)
        pictures = Picture.objects.shown(self.previewed).select_related("rendering")
        found: NewsQuerySet = news.select_related("programme").prefetch_related(
            Prefetch("picture", pictures)
        )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        news: News = self.record
        self.provenance.load([news])
        # Their titles are enough: no pictures.
        others: NewsQuerySet = self.get_queryset().public().prefetch_related(None)
        return super().get_context_data(
            **kwargs,
            news=news,
            actions=Action.objects.public()
            .filter(news=news)
            .select_related("programme")
            .order_by(sorted_by("title"), "key"),
            previous=others.before(news).first(),
            following=others.after(news).first(),
        )
