"""What the staff pages show beyond Django's."""

from typing import Any

from django import template

from actions.models import Reminder
from actions.reminders import health
from creative_district.kernel import clock
from creative_district.kernel.models import Heartbeat
from creative_district.kernel.rights import has_all, may, within
from creative_district.portal.dump.writing import JOB
from creative_district.portal.to_do import Task, to_do
from creative_district.portal.translating.kinds import kinds

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting(context: dict[str, Any]) -> list[Task]:
    """Return what waits for the person who reads the page."""
    return to_do(context["request"], today=clock.today())


@register.simple_tag(takes_context=True)
def overdue_count(context: dict[str, Any]) -> int:
    """Return how many of the reminders that the person may see are overdue: 1 query."""
    user = context["request"].user
    if not may(user, "view", Reminder):
        return 0
    found: int = within(user, "view", health.overdue(clock.now())).count()
    return found


@register.simple_tag(takes_context=True)
def dump_trouble(context: dict[str, Any]) -> str:
    """Return why no dump can be made, to those whom no district limits: 1 query."""
    if not has_all(context["request"].user):
        return ""
    found = Heartbeat.objects.filter(name=JOB).values_list("trouble", flat=True)
    return next(iter(found), "")


@register.simple_tag(takes_context=True)
def translates(context: dict[str, Any]) -> bool:
    """Say whether the person who reads the page may translate anything: no query."""
    return any(kinds(context["request"]))
