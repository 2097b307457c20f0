"""The staff page of accounts.

Not registered here: an account has roles, so that the app that has the roles registers
it (`partners.admin.account`).
"""

from django.contrib.auth.admin import UserAdmin


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
