"""The calendar page: one record read as plan, as list by month, or as table."""

from typing import Any

from django.views.generic import TemplateView

from actions.plan.axis import Axis
from actions.plan.lanes import Outlook
from creative_district.kernel.months import Month
from creative_district.portal.calendar.choices import View
from creative_district.portal.calendar.columns import columns
from creative_district.portal.calendar.diary import Diary
from creative_district.portal.calendar.plan import Plan
from creative_district.portal.calendar.record import CalendarRecord
from programme.views.district import DistrictMixin


class CalendarView(DistrictMixin, TemplateView):
    """A district's months, looked at from today or from the end of `?month=`.

    What is too large to be drawn is read as a list, unless another way is asked for.
    """

    template_name = "calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record = CalendarRecord(self.programme, self.request.GET, today=self.today)
        axis = record.axis or Axis(Month.of(self.today), 1, is_stated=False)
        asked = record.choices.month
        outlook = (
            Outlook.on(axis, self.today)
            if asked is None
            else Outlook.at_end_of(axis, asked)
        )
        plan = Plan(record, outlook)
        reading = record.choices.view or (View.PLAN if plan.is_whole else View.LIST)
        page = self.request.GET.get("page")
        has_table = reading == View.TABLE or (reading == View.PLAN and plan.is_whole)
        return super().get_context_data(
            **kwargs,
            record=record,
            choices=record.choices,
            axis=axis,
            is_dated=record.axis is not None,
            is_drawn=record.axis is not None and axis.is_drawable,
            outlook=outlook,
            plan=plan,
            views=View,
            reading=reading,
            table=plan.table(page) if has_table else None,
            columns=columns(record.choices) if has_table else [],
            diary=Diary(plan, page) if reading == View.LIST else None,
        )
