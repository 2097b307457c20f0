"""Programmes: pausing reminders or starting them again plans them anew."""

from django.contrib import admin

from actions.admin.replanning import ReplanningRecords
from programme.admin.programme import ProgrammeAdmin
from programme.models import Programme


@admin.register(Programme)
class ReplanningProgrammeAdmin(ReplanningRecords, ProgrammeAdmin):
    """The districts, and their reminders."""
