"""News and changes of a district as an Atom feed (RFC 4287)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actions.calendar_file import domain
from actions.reminders.wording import one_line
from creative_district.portal.addresses import address_of
from creative_district.portal.feeds.changes import Change, What, changes_of
from creative_district.portal.feeds.events import remarks
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


class ChangesView(DistrictMixin):
    """What a district publishes and changes, newest first."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the feed in the active language."""
        programme, language = self.programme, get_language()
        began = programme.created_at
        feed = Feed(
            # Translators: “%(district)s : ce qui est nouveau”
            title=_("%(district)s: what is new") % {"district": programme},
            link=f"{settings.SITE_URL}{programme.page('home')}",
            description="",
            language=language,
            feed_url=f"{settings.SITE_URL}{self.address()}",
            feed_guid=tag(began, f"{language}/programme/{programme.key}"),
            author_name=one_line(str(programme)),
            begun=began,
        )
        for change in changes_of(programme, now=timezone.now(), most=MOST_ENTRIES):
            feed.add_item(**self.entry_of(change))
        return HttpResponse(
            feed.writeString("utf-8"),
            content_type=Feed.content_type,
            headers={"Content-Language": language},
        )

    def entry_of(self, change: Change) -> dict[str, Any]:
        """Return a change in words."""
        moment = change.moment.astimezone(UTC)
        named = f"{get_language()}/{change.kind}/{change.record.key}"
        return {
            "title": one_line(self.title_of(change)),
            "link": f"{settings.SITE_URL}{self.page_of(change)}",
            "description": "".join(f"<p>{escape(s)}</p>" for s in self.said_of(change)),
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


def tag(day: datetime, named: str) -> str:
    """Return the name of something of this portal, for ever (RFC 4151)."""
    return f"tag:{domain()},{day:%Y-%m-%d}:{named}"
