"""What lists of partners and places can be asked."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from creative_district.kernel.filters import CodesFilter, KeysFilter, RecordFilter
from partners.models import Membership, Partner, Place
from programme.models import Programme


class PartnerFilter(RecordFilter):
    """Partners by programme, role and place."""

    texts = ("name", "short_name", "kind")
    plain = ("acronym",)

    programme = KeysFilter(Programme, label=_("Programme"), method="keep")
    role = CodesFilter(
        label=_("Role"),
        choices=Membership.Role.choices,
        method="keep",
        help_text=_("With a programme: the role in that one."),
    )
    place = KeysFilter(Place, label=_("Place"))

    class Meta:
        model = Partner
        fields = ()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        asked = {
            f"{name}__in": value
            for name in ("programme", "role")
            if (value := self.form.cleaned_data.get(name))
        }
        if asked:
            members = Membership.objects.public().filter(**asked)
            queryset = queryset.filter(pk__in=members.values("partner"))
        found: QuerySet = super().filter_queryset(queryset)
        return found


class PlaceFilter(RecordFilter):
    """Places by country."""

    texts = ("name",)

    class Meta:
        model = Place
        fields = ()
