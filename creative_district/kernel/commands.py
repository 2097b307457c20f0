"""What every command of the portal does when its database cannot be used."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError


class DatabaseCommand(BaseCommand):
    """A command that says in a sentence that its database cannot be used.

    A server that is away, a refused password and tables that were never made are the
    operator's to mend. `--traceback` shows the rest.
    """

    def execute(self, *args: Any, **options: Any) -> Any:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            reason = str(error).strip()
            raise CommandError(
                f"The database cannot be used: {reason}\n"
                "`manage.py set_up` prepares it, where DATABASE_URL or DATA_DIR says."
            ) from error
