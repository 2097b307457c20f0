"""What the portal stands on; it knows no noun of the programme."""

import sqlite3
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from creative_district.kernel import collation


def teach_sqlite(connection: Any, **_kwargs: Any) -> None:
    """Give a new SQLite connection our search, and PostgreSQL's ICU collations."""
    if connection.vendor == "sqlite":
        raw: sqlite3.Connection = connection.connection
        raw.create_function("has_all", 2, collation.has_all, deterministic=True)
        for name in collation.names():
            raw.create_collation(name, collation.compare)


class KernelConfig(AppConfig):
    """Clock, dates, texts, publication, history, mail, API base."""

    name = "creative_district.kernel"
    label = "kernel"
    verbose_name = _("Machine room")

    def ready(self) -> None:
        connection_created.connect(teach_sqlite, dispatch_uid="kernel.teach_sqlite")
