"""Teach PostgreSQL to take accents off; SQLite learns it at each connection."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    """`unaccent` is a trusted extension since PostgreSQL 13: no superuser needed."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [UnaccentExtension()]
