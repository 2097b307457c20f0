"""The practice district: invented records, as many as a load or fault test wants.

It says in every name what it is, its people live at `.example`, and it is published,
so that pages and API are measured with it. Its records have no history: they are made
and taken away as a whole, and no other district is touched.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from actions.models import Action, Milestone, Reminder, Thrust
from actions.reminders import ledger
from actions.services import give_default_rules
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.months import Month
from creative_district.kernel.record import Record, State, new_key
from creative_district.kernel.text import Text
from partners.models import Membership, Partner
from partners.services import make_demonstration_contacts
from programme.models import Document, News, Programme

KEY = "practice"
THRUST_COUNT = 3
PARTNER_COUNT = 8
# The period reaches as many months before the clock's month as after it.
HALF_PERIOD = 12
# Ordinary milestones keep away from today, so that none of them is mailed about while
# a test watches those that are due at once.
QUIET_DAYS = timedelta(days=45)
# For these the mail of a week before is owed; that of the day before has not come yet,
# even where holidays move it ahead.
SOON = timedelta(days=6)
BATCH = 2_000

ROLES = {1: Membership.Role.COORDINATOR, PARTNER_COUNT: Membership.Role.ASSOCIATE}

NEWS_BODY = {
    "fr": (
        "Rien de ceci n’a eu lieu.\n\n## Pourquoi ce texte\n\nIl montre ce que le"
        " personnel peut écrire : **du gras**, des listes et des"
        " [liens](https://practice.example/).\n\n- un premier point\n- un second\n\n"
        "> Une citation d’exercice."
    ),
    "en": (
        "None of this took place.\n\n## Why this text\n\nIt shows what staff can"
        " write: **bold words**, lists and [links](https://practice.example/).\n\n"
        "- a first point\n- a second\n\n> A practice quotation."
    ),
}

R = TypeVar("R", bound=Record)
# Told what is being made, how many there are and how many there will be.
Progress = Callable[[str, int, int], None]


@transaction.atomic
def found_district(*, now: datetime, today: date) -> Programme:
    """Return the practice district; make it, with its people, where there is none."""
    found: Programme | None = Programme.objects.filter(key=KEY).first()
    if found:
        return found
    this_month = Month.of(today)
    programme = Programme.objects.create(
        key=KEY,
        slug=KEY,
        name=Text(fr="District d’exercice", en="Practice district"),
        summary=Text(
            fr="Données inventées pour des essais : ni programme, ni personnes réels.",
            en="Invented data for tests: neither a real programme nor real people.",
        ),
        region=Text(fr="Région d’exercice", en="Practice region"),
        country="BE",
        time_zone=settings.TIME_ZONE,
        languages=["fr", "en"],
        start=_of_month(this_month + -HALF_PERIOD),
        end=_of_month(this_month + HALF_PERIOD),
        is_practice=True,
        reminders_from=now,
        state=State.PUBLISHED,
    )
    give_default_rules(programme=programme)
    _found_thrusts(programme)
    _found_partners(programme)
    return programme


def make_actions(*, programme: Programme, count: int, progress: Progress) -> None:
    """Make what the district lacks of so many actions."""
    thrusts = [None, *programme.thrusts.all()]
    partners = list(Partner.objects.of(programme))
    period = programme.start.earliest, programme.end.latest

    def action(number: int) -> Action:
        first = spread(number, *period)
        last = spread(number * 3, first.latest, period[1])
        return Action(
            programme=programme,
            thrust=thrusts[number % len(thrusts)],
            lead=partners[number % len(partners)],
            slug=_slug("action", "action", number),
            **_called("action", "Action", number),
            # As in a real record, some dates are known and some are not.
            start=first if number % 4 else None,
            end=last if number % 3 else None,
        )

    _make_missing(Action, "action", count, action, progress)
    links = Action.participants.through
    alone = programme.actions.filter(participants=None).values_list("pk", flat=True)
    links.objects.bulk_create(
        (links(action_id=pk, partner=partners[pk % len(partners)]) for pk in alone),
        batch_size=BATCH,
    )


def make_milestones(
    *, programme: Programme, count: int, today: date, progress: Progress
) -> None:
    """Make what the district lacks of so many milestones, none of them due soon.

    One in four lies ahead; of the others most were reached.
    """
    hosts: Sequence[Action | None] = [*programme.actions.order_by("pk")] or [None]
    partners = list(Partner.objects.of(programme))
    kinds = list(Milestone.Kind)
    past = programme.start.earliest, today - QUIET_DAYS
    ahead = today + QUIET_DAYS, programme.end.latest

    def milestone(number: int) -> Milestone:
        is_ahead = number % 4 == 0
        due = spread(number, *(ahead if is_ahead else past))
        return Milestone(
            programme=programme,
            action=hosts[number % len(hosts)],
            kind=kinds[number % len(kinds)],
            responsible_partner=partners[number % len(partners)],
            **_called("milestone", "Jalon", number),
            due=due,
            reached=None if is_ahead or number % 10 == 1 else due,
        )

    _make_missing(Milestone, "milestone", count, milestone, progress)


def make_news(
    *, programme: Programme, count: int, today: date, progress: Progress
) -> None:
    """Make what the district lacks of so many news items, on days until today.

    Each is about an action, if there are any; some are in one language alone.
    """
    begun = programme.start.earliest

    def news(number: int) -> News:
        words = _called("news", "Actualité", number) | {
            "summary": Text(
                fr="Texte inventé pour des essais.", en="Text invented for tests."
            ),
            "body": Text(NEWS_BODY),
        }
        if number % 4 == 0:
            for name in ("title", "summary", "body"):
                words[name] = Text(fr=words[name]["fr"])
        return News(
            programme=programme,
            slug=_slug("actualite", "news", number),
            **words,
            published_on=today - timedelta(days=number * 37 % (today - begun).days),
        )

    _make_missing(News, "news", count, news, progress)
    _tie(programme, News.objects.filter(programme=programme), Action.news)


def make_documents(*, programme: Programme, count: int, progress: Progress) -> None:
    """Make what the district lacks of so many documents, all of them elsewhere.

    They are in the languages of the district in turn, and some are undated.
    """
    languages = programme.languages
    period = programme.start.earliest, programme.end.latest

    def document(number: int) -> Document:
        ending = "" if number % 3 == 0 else ".pdf"
        return Document(
            programme=programme,
            slug=_slug("document", "document", number),
            **_called("document", "Document", number),
            summary=Text(
                fr="Document inventé pour des essais.", en="Invented for tests."
            ),
            language=languages[number % len(languages)],
            published=spread(number, *period) if number % 5 else None,
            url=f"https://documents.practice.example/{number}{ending}",
        )

    _make_missing(Document, "document", count, document, progress)
    _tie(programme, Document.objects.filter(programme=programme), Action.documents)


def make_due(*, programme: Programme, count: int, now: datetime) -> list[Reminder]:
    """Make so many more milestones, and return the one reminder due of each."""
    run = f"{KEY}-due-{new_key()}-"
    contacts = cycle(programme.contacts.exclude(partner=None).order_by("pk"))
    hosts = cycle([*programme.actions.order_by("pk")[:count]] or [None])
    Milestone.objects.bulk_create(
        (
            Milestone(
                key=f"{run}{number}",
                programme=programme,
                action=next(hosts),
                title=Text(
                    fr=f"Jalon d’exercice imminent {number}",
                    en=f"Practice milestone due soon {number}",
                ),
                kind=Milestone.Kind.DELIVERABLE,
                responsible=next(contacts),
                due=PartialDate.of_day(now.date() + SOON),
                state=State.PUBLISHED,
            )
            for number in range(1, count + 1)
        ),
        batch_size=BATCH,
    )
    ledger.reconcile(programme=programme, now=now)
    # A worker may have planned them first, or be sending them already.
    return list(
        Reminder.objects.filter(milestone__key__startswith=run, send_at__lte=now)
        .exclude(state__in=[Reminder.State.SKIPPED, Reminder.State.SUPERSEDED])
        .select_related("contact")
        .order_by("pk")
    )


def spread(number: int, first: date, last: date) -> PartialDate:
    """Return the date of that number: all over the stretch, in several precisions."""
    day = first + timedelta(days=number * 37 % ((last - first).days + 1))
    written = {
        0: f"{day:%Y-%m}",
        1: f"{day}/{day + timedelta(days=2)}",
        2: f"{day:%Y}-Q{(day.month + 2) // 3}",
    }
    shaped = PartialDate.parse(written.get(number % 10, f"{day}"))
    fits = first <= shaped.earliest and shaped.latest <= last
    return shaped if fits else PartialDate.of_day(day)


def _make_missing(
    model: type[R],
    kind: str,
    count: int,
    make: Callable[[int], R],
    progress: Progress,
) -> None:
    there = set(
        model.objects.filter(key__startswith=f"{KEY}-{kind}-").values_list(
            "key", flat=True
        )
    )
    numbers = [n for n in range(1, count + 1) if f"{KEY}-{kind}-{n}" not in there]
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        model.objects.bulk_create([make(number) for number in batch])
        progress(kind, start + len(batch), len(numbers))


def _tie(programme: Programme, records: QuerySet, relation: Any) -> None:
    """Give each record that has none an action of the district, in turn."""
    actions = cycle(programme.actions.order_by("pk").values_list("pk", flat=True))
    alone = records.filter(actions=None).order_by("pk").values_list("pk", flat=True)
    links, name = relation.through, records.model._meta.model_name
    links.objects.bulk_create(
        (
            links(**{"action_id": action, f"{name}_id": pk})
            for pk, action in zip(alone, actions, strict=False)
        ),
        batch_size=BATCH,
    )


def _found_thrusts(programme: Programme) -> None:
    for number in range(1, THRUST_COUNT + 1):
        Thrust.objects.create(
            programme=programme,
            number=number,
            colour=number,
            slug=_slug("axe", "thrust", number),
            **_called("thrust", "Axe", number),
        )


def _found_partners(programme: Programme) -> None:
    for number in range(1, PARTNER_COUNT + 1):
        words = _called("partner", "Partenaire", number)
        partner = Partner.objects.create(
            name=words.pop("title"),
            slug=_slug("partenaire", "partner", number),
            **words,
        )
        Membership.objects.create(
            programme=programme,
            partner=partner,
            role=ROLES.get(number, Membership.Role.MEMBER),
            position=number,
        )
    for index, contact in enumerate(make_demonstration_contacts(programme=programme)):
        contact.language = programme.languages[index % len(programme.languages)]
        contact.save(update_fields=["language"])


def _called(kind: str, french: str, number: int) -> dict[str, Any]:
    """Return what every practice record has: a key, a title that says it, a state."""
    return {
        "key": f"{KEY}-{kind}-{number}",
        "title": Text(
            fr=f"{french} d’exercice {number}", en=f"Practice {kind} {number}"
        ),
        "state": State.PUBLISHED,
    }


def _slug(french: str, english: str, number: int) -> Text:
    return Text(fr=f"{french}-exercice-{number}", en=f"practice-{english}-{number}")


def _of_month(month: Month) -> PartialDate:
    return PartialDate.parse(f"{month.first:%Y-%m}")
