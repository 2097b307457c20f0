"""The database notes which rows are written, in the transaction that writes them.

No writer can forget it, whichever way it writes: forms, imports, bulk writes, SQL.
Notes are rows of their own, so that writers never wait for each other.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from creative_district.portal.changes.pages import PAGES_READ
from creative_district.portal.changes.paths import Watch, hops_of, own
from creative_district.portal.models import Edition, Touch
from creative_district.portal.resources import resources

PREFIX = "touch_"
EVENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

# A trigger names the column of the number, the kind, and the column of the kind.
FUNCTION = """
CREATE OR REPLACE FUNCTION portal_touch() RETURNS trigger AS $$
DECLARE
  stood jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  stands jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
BEGIN
  INSERT INTO portal_touch (kind, number)
  SELECT DISTINCT coalesce(nullif(TG_ARGV[1], ''), each ->> TG_ARGV[2]),
    (each ->> TG_ARGV[0])::bigint
  FROM unnest(ARRAY[stood, stands]) AS each
  WHERE stood IS DISTINCT FROM stands AND each ->> TG_ARGV[0] IS NOT NULL;
  RETURN NULL;
END $$ LANGUAGE plpgsql
"""
TOLD = {
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
    "WHERE tgname LIKE 'touch\\_%' AND NOT tgisinternal",
    "sqlite": "SELECT name, tbl_name FROM sqlite_master "
    "WHERE type = 'trigger' AND name LIKE 'touch\\_%' ESCAPE '\\'",
}


def watches() -> set[Watch]:
    """Return all that has to be watched for what the public reads."""
    found = {own(model) for model in PAGES_READ}
    for view in resources().values():
        found.add(own(view().model))
        found.update(watch for hop in hops_of(view) for watch in hop.watches)
    return found


def watch_tables(using: str = DEFAULT_DB_ALIAS, **_kwargs: Any) -> None:
    """Have the database watch these tables and no others; called after migrations.

    A migration that makes a table anew on SQLite takes its triggers away. While one is
    missing, nothing tells what is written: so all is looked at again where one was.
    """
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if Touch._meta.db_table not in tables:
        return
    watched = {watch for watch in watches() if watch.table in tables}
    wanted = dict(triggers(connection.vendor, watched))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        cursor.execute(TOLD[connection.vendor])
        there = dict(cursor.fetchall())
        for name in sorted(wanted.keys() - there.keys()):
            # One at a time: together they would lock too many tables.
            with transaction.atomic(using):
                cursor.execute(wanted[name])
                if Edition._meta.db_table in tables:
                    Edition.objects.using(using).update(recipe="")
        # Only now, so that a table is watched all the time.
        for name in there.keys() - wanted.keys():
            on = f" ON {there[name]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")


def triggers(vendor: str, watched: Iterable[Watch]) -> Iterable[tuple[str, str]]:
    """Yield the name and the statement of each trigger; another one, another name."""
    for watch in watched:
        for body in _bodies(vendor, watch):
            mark = blake2b(body.encode(), digest_size=6).hexdigest()
            name = f"{PREFIX}{mark}"
            yield name, body.replace("CREATE TRIGGER", f"CREATE TRIGGER {name}", 1)


def _bodies(vendor: str, watch: Watch) -> Iterable[str]:
    if vendor == "postgresql":
        yield (
            f"CREATE TRIGGER AFTER INSERT OR UPDATE OR DELETE ON {watch.table} "
            "FOR EACH ROW EXECUTE FUNCTION portal_touch("
            f"'{watch.column}', '{watch.kind}', '{watch.kind_column}')"
        )
        return
    for event, rows in EVENTS.items():
        noted = " UNION ".join(
            f'SELECT {_kind(watch, row)}, {row}."{watch.column}" '
            f'WHERE {row}."{watch.column}" IS NOT NULL'
            for row in rows
        )
        yield (
            f"CREATE TRIGGER AFTER {event} ON {watch.table} BEGIN "
            f"INSERT INTO portal_touch (kind, number) {noted}; END"
        )


def _kind(watch: Watch, row: str) -> str:
    return f"'{watch.kind}'" if watch.kind else f'{row}."{watch.kind_column}"'
