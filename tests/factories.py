"""Plain factories: minimal, valid and published unless told otherwise.

People live at `.example`; organisations and actions are invented and say so.
"""

import itertools
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from axes.models import AccessAttempt
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from actions.models import (
    Action,
    Indicator,
    Milestone,
    Reading,
    Reminder,
    ReminderRule,
    Space,
    Thrust,
)
from creative_district.accounts.models import User
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.models import LinkCheck, Upload
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from creative_district.portal.models import Change
from creative_district.portal.webhooks import messages, services
from partners.models import (
    AccessToken,
    Assignment,
    Boundary,
    Contact,
    Membership,
    Partner,
    Place,
    Webhook,
    WebhookDelivery,
)
from partners.services import issue_token
from programme.models import (
    Discrepancy,
    Document,
    News,
    Passage,
    Picture,
    Programme,
    Rendering,
    Source,
    Statement,
)

serial = itertools.count(1)


def both(words: str) -> Text:
    """Return the words in French and English, told apart by a mark."""
    return Text(fr=f"{words} (fr)", en=f"{words} (en)")


def on(written: str, **grade: Any) -> PartialDate:
    """Return a date from its written form."""
    return PartialDate.parse(written, **grade)


def make_user(**changes: Any) -> User:
    """Return an administrator."""
    name = changes.pop("username", f"staff-{next(serial)}")
    defaults = {"is_staff": True, "is_superuser": True}
    return User.objects.create_user(
        name, f"{name}@staff.example", "secret", **{**defaults, **changes}
    )


def make_staff(role: str, programme: Programme, **changes: Any) -> User:
    """Return an account with a role in a district; a partner's, with `partner`."""
    partner = changes.pop("partner", None)
    user = make_user(is_superuser=False, **changes)
    Assignment.objects.create(
        user=user, programme=programme, role=role, partner=partner
    )
    return user


def make_failure(name: str, **changes: Any) -> AccessAttempt:
    """Return a wrong password for a name."""
    defaults = {"ip_address": "192.0.2.1", "failures_since_start": 1}
    return AccessAttempt.objects.create(username=name, **{**defaults, **changes})


def make_upload(user: User, **changes: Any) -> Upload:
    """Return a file of places that waits for its sender's consent."""
    defaults = {
        "content_type": ContentType.objects.get_for_model(Place),
        "name": "places.csv",
        "content": b"key\n",
        "made_at": timezone.now(),
    }
    return Upload.objects.create(user=user, **{**defaults, **changes})


def make_programme(**changes: Any) -> Programme:
    """Return a published Belgian programme over 31 months."""
    number = next(serial)
    defaults = {
        "key": f"programme-{number}",
        "slug": f"programme-{number}",
        "name": both(f"Programme {number}"),
        "region": both("Region"),
        "country": "BE",
        "languages": ["fr", "en"],
        "start": on("2013-01"),
        "end": on("2015-07"),
        "state": State.PUBLISHED,
    }
    return Programme.objects.create(**{**defaults, **changes})


def make_source(**changes: Any) -> Source:
    """Return a published primary source."""
    number = next(serial)
    defaults = {
        "key": f"source-{number}",
        "title": f"Source {number}",
        "publisher": "Publisher",
        "url": f"https://source-{number}.example/",
        "language": "en",
        "weight": Source.Weight.PRIMARY,
        "state": State.PUBLISHED,
    }
    return Source.objects.create(**{**defaults, **changes})


def make_statement(*, record: Any, sources: Any = (), **changes: Any) -> Statement:
    """Return a statement on a record, with its sources."""
    statement = Statement.objects.create(record=record, **changes)
    statement.sources.set(sources)
    return statement


def make_link_check(**changes: Any) -> LinkCheck:
    """Return a source's address at which nobody has looked yet."""
    if "url" not in changes:
        changes["url"] = make_source().url
    return LinkCheck.objects.create(**changes)


def make_passage(**changes: Any) -> Passage:
    """Return a published step of a programme's story."""
    number = next(serial)
    defaults = {
        "key": f"passage-{number}",
        "kind": Passage.Kind.STORY,
        "body": both(f"Passage {number}"),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    return Passage.objects.create(**{**defaults, **changes})


def make_news(**changes: Any) -> News:
    """Return a published news item."""
    number = next(serial)
    defaults = {
        "key": f"news-{number}",
        "slug": Text(fr=f"nouvelle-{number}", en=f"news-{number}"),
        "title": both(f"News {number}"),
        "published_on": date(2014, 6, 1),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    return News.objects.create(**{**defaults, **changes})


def make_document(**changes: Any) -> Document:
    """Return a published document that lies elsewhere."""
    number = next(serial)
    defaults = {
        "key": f"document-{number}",
        "slug": Text(fr=f"document-fr-{number}", en=f"document-en-{number}"),
        "title": both(f"Document {number}"),
        "language": "en",
        "published": on("2014-06"),
        "url": f"https://document-{number}.example/",
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    return Document.objects.create(**{**defaults, **changes})


def painted(kind: str = "WEBP", width: int = 60, height: int = 40, **how: Any) -> bytes:
    """Return the file of a violet picture."""
    buffer = BytesIO()
    image = how.pop("image", None) or Image.new("RGB", (width, height), "#4b2be3")
    image.save(buffer, kind, **how)
    return buffer.getvalue()


def make_picture(*, width: int = 60, height: int = 40, **changes: Any) -> Picture:
    """Return a published picture whose smaller copies are not made yet."""
    number = next(serial)
    defaults = {
        "key": f"picture-{number}",
        "file": ContentFile(painted(width=width, height=height), "master.webp"),
        "width": width,
        "height": height,
        "alternative": both(f"Picture {number}"),
        "credit": both("Photographer"),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    picture = Picture.objects.create(**{**defaults, **changes})
    Rendering.objects.create(picture=picture)
    return picture


def make_discrepancy(**changes: Any) -> Discrepancy:
    """Return a published discrepancy without accounts."""
    number = next(serial)
    defaults = {
        "key": f"discrepancy-{number}",
        "topic": both(f"Discrepancy {number}"),
        "resolution": both("Resolution"),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    return Discrepancy.objects.create(**{**defaults, **changes})


def make_place(**changes: Any) -> Place:
    """Return a published town."""
    number = next(serial)
    defaults = {
        "key": f"place-{number}",
        "name": both(f"Place {number}"),
        "country": "BE",
        "state": State.PUBLISHED,
    }
    return Place.objects.create(**{**defaults, **changes})


def make_partner(*, programme: Programme | None = None, **changes: Any) -> Partner:
    """Return a published partner; with `programme`, a member of it in `role`."""
    number = next(serial)
    role = changes.pop("role", Membership.Role.MEMBER)
    defaults = {
        "key": f"partner-{number}",
        "name": both(f"Partner {number}"),
        "slug": Text(fr=f"partenaire-{number}", en=f"partner-{number}"),
        "state": State.PUBLISHED,
    }
    partner = Partner.objects.create(**{**defaults, **changes})
    if programme:
        Membership.objects.create(programme=programme, partner=partner, role=role)
    return partner


def make_token(**changes: Any) -> AccessToken:
    """Return leave for a member to read for a year; `.token` is what it shows."""
    number = next(serial)
    defaults = {
        "name": f"Program {number}",
        "expires_at": timezone.now() + timedelta(days=365),
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    if "partner" not in changes:
        programme = changes.get("programme") or defaults["programme"]
        defaults["partner"] = make_partner(programme=programme)
    access: Any = AccessToken(**{**defaults, **changes})
    Membership.objects.get_or_create(
        programme=access.programme, partner=access.partner, defaults={"role": "member"}
    )
    access.token = issue_token(access=access)
    return access


def make_webhook(**changes: Any) -> Webhook:
    """Return a member's webhook, which wants everything; `.secret` is what it shows."""
    number = next(serial)
    defaults = {"name": f"Website {number}", "url": "https://hooks.partner.example/"}
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    if "partner" not in changes:
        programme = changes.get("programme") or defaults["programme"]
        defaults["partner"] = make_partner(programme=programme)
    webhook: Any = Webhook(**{**defaults, **changes})
    webhook.secret = services.make_webhook(webhook=webhook)
    return webhook


def make_delivery(**changes: Any) -> WebhookDelivery:
    """Return a test that a webhook is to be sent."""
    webhook = changes.pop("webhook", None) or make_webhook()
    delivery = messages.write_test(webhook, now=timezone.now())
    for name, value in changes.items():
        setattr(delivery, name, value)
    delivery.save()
    return delivery


def make_change(**changes: Any) -> Change:
    """Return the feed's next entry: a place was created."""
    defaults = {
        "resource": "places",
        "key": f"place-{next(serial)}",
        "change": Change.Kind.CREATE,
        "updated_at": datetime(2014, 6, 2, 9, tzinfo=UTC),
    }
    return Change.objects.create(**{**defaults, **changes})


def make_contact(**changes: Any) -> Contact:
    """Return a French-speaking contact who takes each reminder."""
    number = next(serial)
    defaults = {
        "name": f"Contact {number}",
        "email": f"contact-{number}@partner.example",
        "language": "fr",
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    return Contact.objects.create(**{**defaults, **changes})


def make_thrust(**changes: Any) -> Thrust:
    """Return a published thrust."""
    number = next(serial)
    defaults = {
        "key": f"thrust-{number}",
        # However many tests ran before, it fits in its column.
        "number": number % 10_000 + 1,
        "slug": Text(fr=f"{number}-axe", en=f"{number}-thrust"),
        "title": both(f"Thrust {number}"),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    return Thrust.objects.create(**{**defaults, **changes})


def make_action(**changes: Any) -> Action:
    """Return a published action of the programme's own, without dates."""
    number = next(serial)
    defaults = {
        "key": f"action-{number}",
        "slug": Text(fr=f"action-fr-{number}", en=f"action-en-{number}"),
        "title": both(f"Action {number}"),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    return Action.objects.create(**{**defaults, **changes})


def make_milestone(**changes: Any) -> Milestone:
    """Return a published deliverable, due on 16 June 2014 and not reached."""
    number = next(serial)
    defaults = {
        "key": f"milestone-{number}",
        "title": both(f"Milestone {number}"),
        "kind": Milestone.Kind.DELIVERABLE,
        "due": on("2014-06-16"),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        action = changes.get("action")
        defaults["programme"] = action.programme if action else make_programme()
    return Milestone.objects.create(**{**defaults, **changes})


def make_indicator(*, value: Any = None, **changes: Any) -> Indicator:
    """Return a published indicator; with `value`, one reading of it."""
    number = next(serial)
    defaults = {
        "key": f"indicator-{number}",
        "name": both(f"Indicator {number}"),
        "unit": both("unit"),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    indicator = Indicator.objects.create(**{**defaults, **changes})
    if value is not None:
        Reading.objects.create(indicator=indicator, value=value)
    return indicator


def make_space(**changes: Any) -> Space:
    """Return a published coworking space."""
    number = next(serial)
    defaults = {
        "key": f"space-{number}",
        "kind": Space.Kind.COWORKING,
        "name": both(f"Space {number}"),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    if "place" not in changes:
        defaults["place"] = make_place()
    return Space.objects.create(**{**defaults, **changes})


def square(west: float, south: float, side: float = 1.0) -> dict[str, Any]:
    """Return a square of ground by its corner, in degrees."""
    east, north = west + side, south + side
    corners = [[west, south], [east, south], [east, north], [west, north]]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def make_boundary(**changes: Any) -> Boundary:
    """Return a published square of ground around 4.5° E, 50.5° N."""
    number = next(serial)
    defaults = {
        "key": f"boundary-{number}",
        "name": both(f"Province {number}"),
        "geometry": square(4, 50),
        "credit": both("Open map"),
        "state": State.PUBLISHED,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    return Boundary.objects.create(**{**defaults, **changes})


def make_rule(**changes: Any) -> ReminderRule:
    """Return the rule that reminds the person responsible a week before."""
    defaults = {
        "offset_days": -7,
        "audience": ReminderRule.Audience.RESPONSIBLE,
    }
    if "programme" not in changes:
        defaults["programme"] = make_programme()
    return ReminderRule.objects.create(**{**defaults, **changes})


def make_reminder(**changes: Any) -> Reminder:
    """Return a planned reminder of the rule a week before."""
    if "milestone" not in changes:
        changes["milestone"] = make_milestone()
    milestone = changes["milestone"]
    if "contact" not in changes:
        changes["contact"] = make_contact(programme=milestone.programme)
    defaults = {
        "cause": Reminder.Cause.RULE,
        "offset_days": -7,
        "due_on": milestone.due.latest,
    }
    return Reminder.objects.create(**{**defaults, **changes})
