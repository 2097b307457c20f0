"""The report on addresses elsewhere: which are gone, and which were moved."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from creative_district.kernel.admin.permissions import GuardedHistory
from creative_district.kernel.admin.read_only import ReadOnly
from creative_district.kernel.models import LinkCheck
from creative_district.kernel.record import Record
from creative_district.kernel.rights import has_all
from creative_district.portal.links.addresses import (
    is_named,
    records_at,
    use_new_address,
)
from programme.models import Source

# A name that is longer is cut in the list.
LONGEST_NAME = 60
TOLD = {
    LinkCheck.Verdict.DEAD,
    LinkCheck.Verdict.UNREACHABLE,
    LinkCheck.Verdict.GUARDED,
}


class Report(ChangeList):
    """The list, with the records that name each address."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown: list[Any] = list(self.result_list)
        pages: Any = self.model_admin
        named = records_at([row.url for row in shown], pages.seen_by(request))
        for row in shown:
            row.records = named[row.url]
        self.result_list = shown


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnly, GuardedHistory):
    """What the worker found; whoever edits sources sees it."""

    list_display = ["address", "found", "failing_since", "named_by", "checked_at"]
    list_display_links = None
    list_filter = ["verdict"]
    search_fields = ["url", "moved_to"]
    ordering = ["url"]
    formfield_overrides = {URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        sources = self.admin_site.get_model_admin(Source)
        return sources.has_change_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkCheck]:
        """Return the addresses of records that the person may see."""
        found: QuerySet[LinkCheck] = super().get_queryset(request)
        if has_all(request.user):
            return found
        return found.filter(is_named(self.seen_by(request)))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Report

    def get_urls(self) -> list[URLPattern]:
        use = self.admin_site.admin_view(require_POST(self.use_new_address))
        own = path("<int:pk>/use/", use, name="kernel_linkcheck_use")
        return [own, *super().get_urls()]

    def seen_by(self, request: HttpRequest) -> Any:
        """Return what gives the records of a kind that the person may see."""

        def rows(model: type[Model]) -> QuerySet[Any]:
            pages = self.admin_site.get_model_admin(model)
            found = pages.get_queryset(request)
            return found if pages.has_view_permission(request) else found.none()

        return rows

    @admin.display(description=_("address"), ordering="url")
    def address(self, check: LinkCheck) -> str:
        """The address; where it was moved, the new one and a button to take it."""
        shown = format_html(
            '<a class="checked" href="{0}" rel="noreferrer">{0}</a>', check.url
        )
        if check.verdict != LinkCheck.Verdict.MOVED:
            return shown
        return shown + format_html(
            '<span class="checked">→ <a href="{0}" rel="noreferrer">{0}</a><br>'
            '<button type="submit" class="button" formaction="{1}">{2}'
            '<span class="visually-hidden"> {0}</span></button></span>',
            check.moved_to,
            reverse("admin:kernel_linkcheck_use", args=[check.pk]),
            # Translators: “Prendre la nouvelle adresse”
            gettext("Use the new address"),
        )

    @admin.display(description=_("verdict"), ordering="verdict")
    def found(self, check: LinkCheck) -> str:
        """What was found, with the site's own answer where that says more."""
        said = check.get_verdict_display()
        is_told = check.answer and check.verdict in TOLD
        return f"{said} ({check.answer})" if is_told else str(said)

    # Translators: “Citée par”
    @admin.display(description=_("named by"), empty_value="–")
    def named_by(self, check: Any) -> str:
        named = format_html_join(
            "", '<li><a href="{}">{}</a></li>', links(check.records)
        )
        return format_html('<ul class="named">{}</ul>', named) if named else ""

    def use_new_address(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the new address to the records that the person may change."""
        moved = self.get_queryset(request).filter(verdict=LinkCheck.Verdict.MOVED)
        check = get_object_or_404(moved, pk=pk)
        records = self.changeable(request, check)
        if not records:
            raise PermissionDenied
        # Translators: “L’adresse a changé pour de bon.”
        reason = gettext("The address was moved for good.")
        try:
            changed = use_new_address(check=check, records=records, reason=reason)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            self.tell(request, changed, reason)
        return redirect("admin:kernel_linkcheck_changelist")

    def changeable(self, request: HttpRequest, check: LinkCheck) -> list[Record]:
        """Return the records with an address that the person may change."""
        named = records_at([check.url], self.seen_by(request))[check.url]
        return [
            record
            for record in named
            if self.admin_site.get_model_admin(type(record)).has_change_permission(
                request, record
            )
        ]

    def tell(self, request: HttpRequest, records: list[Record], reason: str) -> None:
        """Note the change with each record, and say how many there were."""
        for record in records:
            pages = self.admin_site.get_model_admin(type(record))
            pages.log_change(request, record, reason)
        words = ngettext(
            # Translators: “%(count)d fiche a la nouvelle adresse.”
            "%(count)d record has the new address.",
            "%(count)d records have the new address.",
            len(records),
        )
        said = words % {"count": len(records)}
        self.message_user(request, said, messages.SUCCESS)


def links(records: Iterable[Record]) -> list[tuple[str, str]]:
    """Return the staff page and the name of each record."""
    return [
        (
            reverse(
                f"admin:{record._meta.app_label}_{record._meta.model_name}_change",
                args=[record.pk],
            ),
            Truncator(record).chars(LONGEST_NAME),
        )
        for record in records
    ]
