"""What the portal holds as data: its kinds of record, and how a district has them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from actions.models import Action, Indicator, Milestone, Space, Thrust
from creative_district.kernel.record import Record
from partners.models import Partner, Place
from programme.models import Document, News, Programme, Source

# Of all data, whoever publishes them.
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
# How each is kept to one district (None: all districts share it), and what it holds.
HOLDINGS: dict[type[Record], tuple[str | None, Any]] = {
    Programme: ("pk", _("The district: region, period, call, languages")),
    Thrust: ("programme", _("The programme's lines of action")),
    Partner: ("memberships__programme", _("Organisations that take part")),
    Action: ("programme", _("What they did, with dates as far as known")),
    Milestone: ("programme", _("What was or is due on a date")),
    Indicator: ("programme", _("Figures, with the readings that sources give")),
    Space: ("programme", _("Coworking spaces and creative hubs")),
    Place: (None, _("Towns")),
    Source: (None, _("The public texts that facts come from")),
    News: ("programme", _("News")),
    Document: ("programme", _("Documents")),
}
