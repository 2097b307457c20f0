"""Contacts: whom reminders reach, and whom they do not."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actions.admin.replanning import Replanning
from actions.reminders import health
from actions.services import clear_problem
from creative_district.kernel import clock
from partners.admin.contact import ContactAdmin
from partners.models import Contact

REFUSED = "refused"
UNWILLING = "unwilling"


class ProblemFilter(SimpleListFilter):
    """Contacts whom reminders do not reach."""

    title = _("problem")
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Any:
        return [
            # Translators: “A un problème : adresse refusée”
            (REFUSED, _("Has a problem: the address was refused")),
            # Translators: “Ne veut aucun mail, alors que des rappels lui reviennent”
            (UNWILLING, _("Wants no mail, though reminders lie ahead")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "refused":
                return queryset.filter(pk__in=health.refused().values("pk"))
            case "unwilling":
                unwilling = health.unwilling(clock.now())
                return queryset.filter(pk__in=unwilling.values("pk"))
        return None


@admin.register(Contact)
class ReplanningContactAdmin(Replanning, ContactAdmin):
    """People, and the reminders that are due to them."""

    list_display = ["name", "email", "problem", *ContactAdmin.list_display[2:]]
    list_filter = [ProblemFilter, *ContactAdmin.list_filter]
    actions = ["try_again"]

    # Translators: “Adresse corrigée : essayer de nouveau”
    @admin.action(description=_("Address mended: try again"), permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Contact]) -> None:
        """Clear the problems, and lead to what failed: it goes out only if asked."""
        mended = list(queryset.exclude(problem="").select_related("programme"))
        for contact in mended:
            clear_problem(contact=contact)
            self.log_change(request, contact, gettext("Address mended: try again"))
        words = ngettext(
            "%(count)s contact is mailed again.",
            "%(count)s contacts are mailed again.",
            len(mended),
        )
        said = words % {"count": len(mended)}
        self.message_user(request, said, messages.SUCCESS)
        failed = health.failed().filter(contact__in=mended).count()
        if failed:
            self.message_user(request, leads_to_failed(failed), messages.WARNING)


def leads_to_failed(count: int) -> str:
    """Return how many reminders failed meanwhile, with the way to them."""
    words = ngettext(
        "%(count)s reminder had failed: send it again if it still matters.",
        "%(count)s reminders had failed: send them again if they still matter.",
        count,
    )
    return format_html(
        '<a href="{}?waits=failed">{}</a>',
        reverse("admin:actions_reminder_changelist"),
        words % {"count": count},
    )
