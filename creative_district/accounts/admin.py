"""Staff pages of accounts; Django's own serves groups."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from creative_district.accounts.models import User


@admin.register(User)
class AccountAdmin(UserAdmin):
    """People who can sign in."""

    list_display = [
        "username",
        "email",
        "first_name",
        "last_name",
        "is_staff",
        "last_login",
    ]
    list_per_page = 50
    show_full_result_count = False
