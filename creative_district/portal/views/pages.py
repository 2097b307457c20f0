"""Standing pages: whom to write to, accessibility and privacy."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.views.generic import TemplateView

from creative_district.kernel.mail import mailbox
from programme.models import Programme
from programme.views.district import DistrictMixin

# The day on which what the accessibility page says of tests and limits was checked.
STATEMENT_PREPARED_ON = date(2026, 11, 22)


class ContactView(DistrictMixin, TemplateView):
    """Whom to write to, and about what."""

    template_name = "contact.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = self.programme.memberships.public().select_related("partner")
        partners = [each.partner for each in memberships]
        placed = [each for each in partners if each.postal_address]
        self.provenance.load(placed)
        return super().get_context_data(
            **kwargs,
            contact=settings.CONTACT,
            operator=settings.PRIVACY_CONTROLLER,
            accessibility_contact=told(settings.ACCESSIBILITY_CONTACT, self.programme),
            privacy_contact=settings.PRIVACY_CONTACT,
            partners=partners,
            placed=placed,
        )


class AccessibilityView(DistrictMixin, TemplateView):
    """How accessible the site is, by which law, and whom to tell when it is not.

    In the order of the model statement (Implementing Decision (EU) 2018/1523).
    """

    template_name = "accessibility.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            contact=told(settings.ACCESSIBILITY_CONTACT, self.programme),
            mediator=told(settings.ACCESSIBILITY_MEDIATOR, self.programme),
            authority=told(settings.ACCESSIBILITY_AUTHORITY, self.programme),
            home=f"{settings.SITE_URL}{self.programme.get_absolute_url()}",
            prepared_on=STATEMENT_PREPARED_ON,
        )


class PrivacyView(DistrictMixin, TemplateView):
    """What the site knows of people, and who answers for it."""

    template_name = "privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            contact=settings.PRIVACY_CONTACT,
            controller=settings.PRIVACY_CONTROLLER,
            basis=settings.PRIVACY_BASIS,
            authority=told(settings.PRIVACY_AUTHORITY, self.programme),
            link_days=settings.REMINDER_LINK_DAYS,
            keeps_mail=mailbox.is_in_use(),
            mailbox_days=settings.KEEP_MAILBOX_DAYS,
            reminder_days=settings.KEEP_REMINDER_DAYS,
            log_days=settings.KEEP_LOG_DAYS,
        )


def told(texts: Mapping[str, str], programme: Programme) -> str:
    """Return what the operator says for a district's country, else for all."""
    return texts.get(programme.country) or texts.get("", "")
