"""Staff pages of partners."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin import StackedInline
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.admin.columns import ReadersOrder, languages, translated
from creative_district.kernel.admin.exchange import ExchangedRecords
from creative_district.kernel.admin.filters import TranslationFilter, WithinReach
from creative_district.kernel.admin.findings import Finding
from creative_district.kernel.admin.preview import PreviewedRecords
from creative_district.kernel.admin.record import PUBLICATION, RecordAdmin
from creative_district.kernel.admin.rows import Rows
from creative_district.kernel.forms.lines import LinesField
from creative_district.kernel.forms.slugs import SluggedForm
from partners.models import Membership, Partner
from programme.admin.findings import unsourced
from programme.admin.statement import SourcedRecords, StatementInline
from programme.models import Programme


class PartnerForm(SluggedForm):
    """A partner's address is its own in every programme."""

    slug_from = "name"
    slug_within = None
    also_known_as = LinesField(label=_("Also known as"))


class MembershipInline(Rows, StackedInline):
    """The programmes that a partner takes part in."""

    model = Membership
    own_rights = True
    fields = [("programme", "role", "position"), "task"]
    autocomplete_fields = ["programme"]
    list_select_related = ("programme", "partner")
    named_by = "programme"


@admin.register(Partner)
class PartnerAdmin(ExchangedRecords, PreviewedRecords, SourcedRecords, RecordAdmin):
    """Organisations."""

    form = PartnerForm
    list_display = [
        translated("name", _("name")),
        "acronym",
        translated("kind", _("kind of organisation")),
        "place",
        languages,
        "state",
    ]
    list_filter = [
        ("memberships__programme", WithinReach),
        "state",
        "memberships__role",
        TranslationFilter,
    ]
    list_select_related = ["place"]
    search_fields = ["name", "short_name", "acronym", "key"]
    ordering = [ReadersOrder("name"), "pk"]
    autocomplete_fields = ["place"]
    fieldsets = [
        (
            None,
            {"fields": ["name", "short_name", "acronym", "also_known_as", "slug"]},
        ),
        (
            _("Organisation"),
            {"fields": ["kind", "unit", "founded", "later"]},
        ),
        (_("Where to find it"), {"fields": ["place", "postal_address", "website"]}),
        PUBLICATION,
    ]
    inlines = [MembershipInline, StatementInline]

    def publication_checks(self, record: Any) -> Iterable[Finding]:
        yield from super().publication_checks(record)
        if not Programme.objects.public().filter(memberships__partner=record).exists():
            # Translators: “Le partenaire ne fait partie d’aucun district public.”
            said = gettext("The partner takes part in no public district.")
            yield Finding(said, blocks=True)
        yield from unsourced(record)

    def has_preview(self, record: Any) -> bool:
        return super().has_preview(record) and record.memberships.exists()

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The partner's page in the first public programme that it takes part in."""
        if not obj or not Partner.objects.public().filter(pk=obj.pk).exists():
            return None
        taking_part = Programme.objects.public().filter(memberships__partner=obj)
        programme = taking_part.home_first()[0]
        return str(programme.page("partner-detail", slug=str(obj.slug)))
