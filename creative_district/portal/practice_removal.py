"""Takes the practice district away, with all that hangs on it and its history.

The letters to its people go too; they share an inbox with nobody.
"""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import ManyToOneRel, Q, QuerySet

from actions.models import Action, Indicator, Milestone, Reminder, ReminderEvent, Thrust
from creative_district.kernel.models import Letter
from creative_district.portal.practice import KEY
from partners.models import Membership, Partner
from programme.models import Document, News, Programme, Statement


@transaction.atomic
def remove_district() -> int:
    """Delete the practice district without a trace; return how many rows went."""
    programme = Programme.objects.filter(key=KEY).first()
    if programme is None:
        return 0
    partners = Partner.objects.filter(key__startswith=f"{KEY}-partner-")
    addresses = list(programme.contacts.values_list("email", flat=True))
    statements = Statement.objects.filter(_about(Milestone) | _about(Action))
    # Evaluated now: once the records are gone, nothing tells whose history it was.
    past = [
        Partner.history.filter(id__in=list(partners.values_list("pk", flat=True))),
        Statement.history.filter(id__in=list(statements.values_list("pk", flat=True))),
        Programme.history.filter(id=programme.pk),
        *(
            model.history.filter(programme_id=programme.pk)
            for model in (
                *(Milestone, Action, Indicator, Thrust, Membership, News, Document),
            )
        ),
    ]
    count: int = statements.delete()[0]
    count += Letter.objects.filter(recipients__in=addresses).delete()[0]
    count += sum(rows._raw_delete(DEFAULT_DB_ALIAS) for rows in _in_bulk(programme))
    count += programme.thrusts.all().delete()[0] + programme.delete()[0]
    count += partners.delete()[0]
    return count + sum(_forget(rows) for rows in past)


def _in_bulk(programme: Programme) -> Iterator[QuerySet]:
    """Give the large tables' rows, what depends on others first.

    They go by SQL alone: Django's own delete would fetch each of 100,000 records, and
    keep a last history row of it.
    """
    milestones = Milestone.objects.filter(programme=programme)
    actions = Action.objects.filter(programme=programme)
    yield ReminderEvent.objects.filter(reminder__milestone__in=milestones)
    yield Reminder.objects.filter(milestone__in=milestones)
    for rows in (milestones, actions):
        for field in rows.model._meta.many_to_many:
            links = field.remote_field.through
            yield links.objects.filter(**{f"{field.m2m_field_name()}__in": rows})
        yield rows


def _about(model: type[Milestone] | type[Action]) -> Q:
    kind = ContentType.objects.get_for_model(model)
    records = model.objects.filter(programme__key=KEY)
    return Q(content_type=kind, object_id__in=records.values("pk"))


def _forget(past: QuerySet) -> int:
    """Delete history rows, and the links that they kept."""
    count = 0
    for relation in past.model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            links = relation.field.model._base_manager
            count += links.filter(**{f"{relation.field.name}__in": past}).delete()[0]
    return int(count + past.delete()[0])
