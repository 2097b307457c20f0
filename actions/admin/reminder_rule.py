"""Staff pages of reminder rules."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from actions.admin.replanning import Replanning
from actions.models import Milestone, ReminderRule
from actions.models.reminder import default_kinds
from creative_district.kernel.admin.permissions import LimitedAdmin
from programme.admin.record import BY_PROGRAMME


class ReminderRuleForm(forms.ModelForm):
    """The kinds of milestone are boxes to tick."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of milestone"),
        choices=Milestone.Kind.choices,
        initial=default_kinds,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(ReminderRule)
class ReminderRuleAdmin(Replanning, LimitedAdmin):
    """When a programme reminds whom."""

    form = ReminderRuleForm
    list_display = [
        "offset_days",
        "programme",
        "audience",
        "kinds_in_words",
        "is_active",
    ]
    list_filter = [BY_PROGRAMME, "is_active", "audience"]
    list_select_related = ["programme"]
    show_full_result_count = False
    search_fields = ["programme__key"]
    ordering = ["programme", "offset_days"]
    autocomplete_fields = ["programme"]
    fieldsets = [
        (
            None,
            {"fields": ["programme", "offset_days", "audience", "kinds", "is_active"]},
        )
    ]

    @admin.display(description=_("kinds of milestone"))
    def kinds_in_words(self, rule: ReminderRule) -> str:
        return ", ".join(str(Milestone.Kind(kind).label) for kind in rule.kinds)
