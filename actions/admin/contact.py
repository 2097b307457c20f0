"""Contacts: whom reminders reach."""

from django.contrib import admin

from actions.admin.replanning import Replanning
from partners.admin.contact import ContactAdmin
from partners.models import Contact


@admin.register(Contact)
class ReplanningContactAdmin(Replanning, ContactAdmin):
    """People, and the reminders that are due to them."""
