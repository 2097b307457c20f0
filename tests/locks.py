"""Who waits for whom, on PostgreSQL: for tests that have two connections."""

import time

from django.db import connection

WAITING_FOR_US = """
    SELECT EXISTS (
        SELECT FROM pg_locks
        WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
    )
"""
PATIENCE = 20


def wait_for_a_waiter() -> None:
    """Return once another connection waits for ours; fail where none ever does."""
    ends = time.perf_counter() + PATIENCE
    with connection.cursor() as cursor:
        while time.perf_counter() < ends:
            cursor.execute(WAITING_FOR_US)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for this connection")
