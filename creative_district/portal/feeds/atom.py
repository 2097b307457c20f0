"""News and changes of a district as Atom feeds (RFC 4287)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actions.calendar_entries import remarks
from actions.calendar_file import domain
from actions.reminders.wording import one_line
from creative_district.portal.addresses import address_of
from creative_district.portal.feeds.changes import Change, What, changes_of
from programme.models import News
from programme.views.district import DistrictMixin

MOST_ENTRIES = 50


class Feed(Atom1Feed):
    """A feed that is the same until something changes, also while it is empty."""

    def latest_post_date(self) -> datetime:
        if self.items:
            return super().latest_post_date()
        begun: datetime = self.feed["begun"]
        return begun


class FeedView(DistrictMixin):
    """A feed of the district in the active language.

    `name` tells it from the district's other feeds, for ever.
    """

    name: str

    @property
    def title(self) -> str:
        """What a subscriber reads above the entries."""
        raise NotImplementedError

    @property
    def page(self) -> str:
        """The path of the page that it belongs to."""
        raise NotImplementedError

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield at most `MOST_ENTRIES`, the newest first."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the feed."""
        programme, language = self.programme, get_language()
        began = programme.created_at
        feed = Feed(
            title=self.title,
            link=f"{settings.SITE_URL}{self.page}",
            description="",
            language=language,
            feed_url=f"{settings.SITE_URL}{self.address()}",
            feed_guid=tag(began, f"{language}/{self.name}/{programme.key}"),
            author_name=one_line(str(programme)),
            begun=began,
        )
        for entry in self.entries():
            feed.add_item(**entry)
        return HttpResponse(
            feed.writeString("utf-8"),
            content_type=Feed.content_type,
            headers={"Content-Language": language},
        )


class NewsFeedView(FeedView):
    """The news of a district, newest first."""

    name = "news-of"

    @property
    def title(self) -> str:
        # Translators: “%(district)s : actualités”
        return _("%(district)s: news") % {"district": self.programme}

    @property
    def page(self) -> str:
        return self.programme.page("news-list")

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield the news, each as of the day that it bears."""
        news = News.objects.public().filter(programme=self.programme)
        zone = ZoneInfo(self.programme.time_zone)
        for each in news.select_related("programme")[:MOST_ENTRIES]:
            named = f"{get_language()}/news/{each.key}"
            yield {
                "title": one_line(str(each.title)),
                "link": f"{settings.SITE_URL}{each.get_absolute_url()}",
                "description": described([one_line(str(each.summary))]),
                "unique_id": tag(each.created_at.astimezone(UTC), named),
                "pubdate": datetime.combine(each.published_on, time(), zone),
                "updateddate": each.updated_at.astimezone(UTC),
            }


class ChangesView(FeedView):
    """What a district publishes and changes, newest first."""

    name = "programme"

    @property
    def title(self) -> str:
        # Translators: “%(district)s : ce qui est nouveau”
        return _("%(district)s: what is new") % {"district": self.programme}

    @property
    def page(self) -> str:
        return self.programme.page("home")

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield the last changes in words."""
        now = timezone.now()
        for change in changes_of(self.programme, now=now, most=MOST_ENTRIES):
            yield self.entry_of(change)

    def entry_of(self, change: Change) -> dict[str, Any]:
        """Return a change in words."""
        moment = change.moment.astimezone(UTC)
        named = f"{get_language()}/{change.kind}/{change.record.key}"
        return {
            "title": one_line(self.title_of(change)),
            "link": f"{settings.SITE_URL}{self.page_of(change)}",
            "description": described(self.said_of(change)),
            "unique_id": tag(moment, f"{named}/{moment:%Y%m%dT%H%M%S.%fZ}"),
            "updateddate": moment,
            "categories": [change.kind, change.what.value],
        }

    def title_of(self, change: Change) -> str:
        """Return what befell which record; of a withdrawn one only its kind."""
        is_gone = change.what == What.WITHDRAWN
        kind = capfirst(change.record._meta.verbose_name)
        title = kind if is_gone else str(change.record)
        if isinstance(change.record, News) and change.what == What.PUBLISHED:
            return title
        # Translators: “%(what)s : %(title)s”: “Date changée : Évaluation”
        words = _("%(what)s: %(title)s")
        return words % {"what": change.what.label, "title": title}

    def page_of(self, change: Change) -> str:
        """Return where to read on; where a withdrawn record is said to be gone."""
        if change.what == What.WITHDRAWN:
            return reverse("permanent", args=[change.kind, change.record.key])
        return address_of(change.record, self.programme)

    def said_of(self, change: Change) -> Iterator[str]:
        """Yield what the record says of itself now."""
        if change.what == What.WITHDRAWN:
            return
        record = change.record
        if change.kind == "milestone":
            if record.action:
                yield one_line(str(record.action.title))
            yield from remarks(record, today=self.today)
        if change.kind == "action":
            yield capfirst(record.period)
        if summary := one_line(str(getattr(record, "summary", "")), 600):
            yield summary


def described(sentences: Iterable[str]) -> str:
    """Return plain texts as HTML, a paragraph each."""
    return "".join(f"<p>{escape(each)}</p>" for each in sentences if each)


def tag(day: datetime, named: str) -> str:
    """Return the name of something of this portal, for ever (RFC 4151)."""
    return f"tag:{domain()},{day:%Y-%m-%d}:{named}"
