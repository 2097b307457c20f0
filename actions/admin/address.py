"""Where an action stands in its street, for staff: its months and its plate."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.admin.bounds import is_outside
from actions.models import Action
from actions.plan.address import Address
from actions.plan.axis import Axis
from creative_district.kernel.dates import DateError, PartialDate
from creative_district.kernel.rights import within
from programme.models import Programme

ADDRESS = "actions_action_address"

DISTRICT = "∗"


def axis_of(programme: Programme) -> Axis | None:
    """Return the months of a programme as its own dates give them, if they do."""
    return Axis.of(programme.start, programme.end, [])


def address_of(action: Action) -> Address | None:
    """Return the doors of an action; None where it or its programme has no dates."""
    axis = axis_of(action.programme)
    if axis is None or not (action.start or action.end):
        return None
    return Address.of(axis, start=action.start, end=action.end)


def plate(action: Action) -> str:
    """Return the sign at an action's door: '2 · 5–20'."""
    number = str(action.thrust.number) if action.thrust else DISTRICT
    address = address_of(action)
    return f"{number} · {address}" if address else number


def in_words(action: Action) -> str:
    """Return an action's months and plate: 'Months 5–20, address 2 · 5–20'.

    Also that they lie outside the programme, where they do; empty without dates.
    """
    address = address_of(action)
    if address is None:
        return ""
    # Translators: “Mois %(months)s, adresse %(plate)s”
    said = _("Months %(months)s, address %(plate)s")
    line = said % {"months": address, "plate": plate(action)}
    return " – ".join(filter(None, [line, beyond(action)]))


def beyond(action: Action) -> str:
    """Say so when an action's dates lie outside its programme's; empty when not.

    The record holds such cases, so that it is no error.
    """
    frame = action.programme
    dates = [when for when in (action.start, action.end) if when]
    axis = axis_of(frame)
    if not axis or not any(is_outside(day, frame.start, frame.end) for day in dates):
        return ""
    # Translators: “hors du programme, dont les mois 1 à %(last)s vont de … à …”
    said = _(
        "outside the programme, whose months 1 to %(last)s run from %(start)s to "
        "%(end)s. Is that meant?"
    )
    return said % {"last": axis.length, "start": axis.start, "end": axis.end}


class AddressLine(admin.ModelAdmin):
    """The line under an action's period; a script has it follow what is typed."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.address_view)
        return [path("address/", view, name=ADDRESS), *super().get_urls()]

    @admin.display(description=gettext_lazy("address"), empty_value="–")
    def address(self, action: Action) -> SafeString:
        line = in_words(action) if action.programme_id else ""
        return format_html(
            '<output data-address="{}" data-programme="{}">{}</output>',
            reverse(f"admin:{ADDRESS}"),
            action.programme_id or "",
            line or "–",
        )

    def address_view(self, request: HttpRequest) -> HttpResponse:
        """Return the line for the programme, thrust and dates of a form, as text."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        try:
            known = within(request.user, "choose", Programme.objects.all())
            line = in_words(typed(request.GET, known))
        except DateError as error:
            line = str(error)
        return HttpResponse(line or "–", content_type="text/plain; charset=utf-8")


def typed(boxes: QueryDict, known: QuerySet[Programme]) -> Action:
    """Return the action, never saved, that a form speaks of; raise `DateError`."""
    programme = get_object_or_404(known, pk=number(boxes.get("programme")))
    thrust = programme.thrusts.filter(pk=number(boxes.get("thrust"))).first()
    start, end = (boxes.get(name, "").strip() for name in ("start", "end"))
    return Action(
        programme=programme,
        thrust=thrust,
        start=PartialDate.parse(start) if start else None,
        end=PartialDate.parse(end) if end else None,
    )


def number(written: str | None) -> int:
    """Return the number that was written; 0, which no record has, if it is none."""
    return int(written) if written and written.isdecimal() else 0
