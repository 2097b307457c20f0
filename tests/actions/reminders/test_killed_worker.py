"""A real worker, killed in the middle of a batch: no reminder is lost."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

from tests.actions.reminders.mail_server import mail_server, wait_until

COUNT = 25
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
WORKER = ["-m", "celery", "-A", "creative_district", "worker", "-P", "solo", *QUIET]

pytestmark = pytest.mark.slow


def database_url():
    """Return the address of the test database; empty for a file of its own."""
    if connection.vendor == "sqlite":
        return ""
    name = connection.settings_dict
    return f"postgres://{name['USER']}@{name['HOST']}/{name['NAME']}"


@pytest.fixture
def portal(tmp_path, transactional_db):
    """A portal's environment with quick leases, and the mail server it talks to."""
    with mail_server() as (script, server):
        script.on_mail = lambda _letter: time.sleep(0.1)
        yield (
            script,
            {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "creative_district.settings",
                "DATA_DIR": str(tmp_path),
                "DATABASE_URL": database_url(),
                "REDIS_URL": os.environ.get("TEST_REDIS_URL", ""),
                "EMAIL_URL": f"smtp://{server.hostname}:{server.port}",
                "EMBEDDED_BEAT": "1",
                "REMINDER_SWEEP_SECONDS": "1",
                "REMINDER_LEASE_SECONDS": "4",
            },
        )


def manage(environment, *arguments):
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@contextmanager
def workers(environment, count=1):
    """Run workers; kill those that are left at the end."""
    running = [
        subprocess.Popen(
            [sys.executable, *WORKER, "-n", f"worker-{number}"],
            cwd=settings.BASE_DIR,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(count)
    ]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


def owe(environment):
    """Make reminders that are due at once; return their keys and recipients."""
    manage(environment, "migrate", "--verbosity=0")
    lines = manage(environment, "practice", "--due-now", str(COUNT)).splitlines()
    owed = [tuple(line.split("\t")) for line in lines]
    assert len(set(owed)) == COUNT
    return set(owed)


def test_killed_worker_loses_no_reminder(portal):
    script, environment = portal
    owed = owe(environment)

    with workers(environment) as (worker,):
        assert wait_until(lambda: len(script.letters) >= COUNT // 3, seconds=60)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert len(script.letters) < COUNT
    with workers(environment):
        assert wait_until(lambda: set(script.received) == owed, seconds=90)
        time.sleep(6)

    times = Counter(script.received)
    identities = {
        (mail["X-Reminder-Key"], mail["Message-ID"]) for mail in script.letters
    }
    assert set(times) == owed
    assert sum(times.values()) <= COUNT + 1
    assert len(identities) == COUNT


def test_workers_at_once_send_each_reminder_once(portal):
    script, environment = portal
    owed = owe(environment)

    with workers({**environment, "REMINDER_BATCH_SIZE": "3"}, count=3):
        assert wait_until(lambda: set(script.received) == owed, seconds=90)
        time.sleep(6)

    assert Counter(script.received) == Counter(owed)
