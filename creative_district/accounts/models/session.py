"""Sessions that their owner can see and end, with an idle and an absolute limit.

Django's documented way to add columns: a store fills them from the session's data.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self, cast

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

# What the data of a session say of it, besides what Django keeps there
BEGAN, ADDRESS, BROWSER = "began_at", "address", "browser"
# A session that is in use is written at most once in this time.
STEP = timedelta(minutes=1)
LONGEST_NAME = 255


class SessionQuerySet(models.QuerySet["Session"]):
    """Reads of sessions."""

    def open(self, now: datetime) -> Self:
        """Keep those that are within their limits."""
        return self.filter(expire_date__gt=now)


SessionManager = BaseSessionManager.from_queryset(SessionQuerySet)


class Session(AbstractBaseSession):
    """One browser that somebody signed in with, or is about to."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name=_("user"),
    )
    began_at = models.DateTimeField(_("began at"))
    seen_at = models.DateTimeField(_("last seen at"))
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=LONGEST_NAME, blank=True)

    objects: ClassVar[Any] = SessionManager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        default_permissions = ()
        ordering = ["-seen_at", "session_key"]

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        """Return the store that reads and writes these rows."""
        return SessionStore

    @property
    def handle(self) -> str:
        """What pages call this session: its key would open it."""
        return salted_hmac("session", self.session_key).hexdigest()[:20]

    @property
    def password_mark(self) -> str:
        """The mark of the password that this session was opened with."""
        return str(self.get_decoded().get(HASH_SESSION_KEY, ""))

    def end(self, now: datetime) -> datetime:
        """Return when it ends if it is not used after `now`."""
        return min(
            self.began_at + timedelta(seconds=settings.SESSION_COOKIE_AGE),
            now + settings.SESSION_IDLE,
        )

    def see(self, now: datetime) -> None:
        """Note that it was used; one that has been ended stays so."""
        row = type(self).objects.filter(pk=self.pk)
        row.update(seen_at=now, expire_date=self.end(now))


class SessionStore(db.SessionStore):
    """The store of sessions (`SESSION_ENGINE`)."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model of the rows."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of a session, its columns filled from its data."""
        now = timezone.now()
        began = data.setdefault(BEGAN, now.timestamp())
        row: Any = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.began_at, row.seen_at = datetime.fromtimestamp(began, UTC), now
        row.address = data.get(ADDRESS)
        row.browser = data.get(BROWSER, "")[:LONGEST_NAME]
        row.expire_date = row.end(now)
        return cast("Session", row)

    def _get_session_from_db(self) -> Session | None:
        """Return the row, once it is noted that it is in use."""
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]  # unknown to the stubs
        now = timezone.now()
        if row is not None and now - row.seen_at >= STEP:
            row.see(now)
        return row
