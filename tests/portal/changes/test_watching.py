"""Everything that an answer reads is watched by the database."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from creative_district.portal.changes import telling
from creative_district.portal.changes.watching import TOLD, watch_tables, watches
from creative_district.portal.models import Item, Touch
from creative_district.portal.resources import resources
from partners.models import Place
from tests.factories import make_place

pytestmark = pytest.mark.django_db

# What an answer reads besides records: it is no part of any.
APART = {"django_content_type"}
PLACES = "partners_place"
# A trigger of an earlier release
FORMER = {
    "postgresql": f"CREATE TRIGGER touch_former AFTER INSERT ON {PLACES} FOR EACH ROW "
    "EXECUTE FUNCTION portal_touch('id', 'partners_place', '')",
    "sqlite": f"CREATE TRIGGER touch_former AFTER INSERT ON {PLACES} "
    "BEGIN SELECT 1; END",
}


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(TOLD[connection.vendor])
        return {name for name, _table in cursor.fetchall()}


def test_every_table_that_an_answer_reads_is_watched(client, rival):
    read = set()
    for name in resources():
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/api/v1/{name}/")
        for query in queries.captured_queries:
            read |= set(re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"]))

    assert {"actions_action", "programme_statement"} <= read
    assert read - APART <= {watch.table for watch in watches()}


def test_a_trigger_that_is_missing_comes_back(rival):
    telling.tell()
    complete = triggers()
    table = PLACES
    with connection.cursor() as cursor:
        cursor.execute(TOLD[connection.vendor])
        for name, on in cursor.fetchall():
            if on == table:
                suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{suffix}")
    Touch.objects.all().delete()
    make_place()
    unnoticed = Touch.objects.count()

    watch_tables()
    make_place()

    assert unnoticed == 0
    assert triggers() == complete
    assert {touch.kind for touch in Touch.objects.all()} == {table}
    telling.tell()
    assert Item.objects.filter(resource="places").count() == Place.objects.count() > 1


def test_a_table_is_watched_while_its_trigger_is_replaced(rival):
    telling.tell()
    with connection.cursor() as cursor:
        cursor.execute(TOLD[connection.vendor])
        name, table = next(row for row in cursor.fetchall() if row[1] == PLACES)
        suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(FORMER[connection.vendor])
        cursor.execute(f"DROP TRIGGER {name}{suffix}")
    with CaptureQueriesContext(connection) as queries:
        watch_tables()

    said = [query["sql"] for query in queries]
    steps = [f"CREATE TRIGGER {name}", "UPDATE", "DROP TRIGGER touch_former"]
    done = [each for sql in said for each in steps if sql.startswith(each)]
    assert done == steps
    begun = said.index(next(sql for sql in said if sql.startswith(steps[0])))
    # All is looked at again exactly where the new one is there.
    assert said[begun - 1].startswith("SAVEPOINT")
    assert said[begun + 2].startswith("RELEASE SAVEPOINT")
