"""Bring a portal up to date; each step looks first and does only what is missing."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from creative_district.accounts.models import User
from creative_district.kernel.mail import mailbox
from creative_district.portal.loading import load
from partners.services import make_demonstration_contacts
from programme.models import Programme

UNUSED = ["redoc"]  # static files of packages that no page asks for


def migrate() -> bool:
    """Apply the migrations that are missing; tell whether there were any."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    return bool(missing)


def collect_static() -> bool:
    """Collect the static files if one of them changed; tell whether one did."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _fingerprint_of_static_files()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command(
        "collectstatic",
        interactive=False,
        clear=True,
        verbosity=0,
        ignore_patterns=UNUSED,
    )
    stamp.write_text(fingerprint)
    return True


def load_districts(*, now: datetime) -> Iterator[Path]:
    """Load the districts that are missing; yield each file before it is read.

    A district that is there is left as staff have edited it since. Demonstration
    contacts come along only where the mailbox keeps all mail in the house.
    """
    for path in settings.DISTRICT_FILES:
        key = key_in(path)
        if Programme.objects.filter(key=key).exists():
            continue
        yield path
        load(path, now=now)
        if mailbox.is_in_use():
            make_demonstration_contacts(programme=Programme.objects.get(key=key))


def make_account() -> tuple[str, str] | None:
    """Make the first staff account; return its name and password.

    ADMIN_USERNAME and ADMIN_PASSWORD name it, what they leave open is made up; an
    account that exists is left as it is.
    """
    name = settings.ADMIN_USERNAME or "admin"
    known = User.objects.filter(is_superuser=True)
    if settings.ADMIN_USERNAME:
        known = User.objects.filter(username=name)
    if known.exists():
        return None
    password = settings.ADMIN_PASSWORD or secrets.token_urlsafe(12)
    User.objects.create_superuser(name, password=password)
    return name, password


def key_in(path: Path) -> str:
    """Return the key of a file's district; empty when the loader would refuse it."""
    try:
        return str(json.loads(path.read_bytes())["programme"]["key"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def _fingerprint_of_static_files() -> str:
    """Return what changes whenever a static file does: names, sizes and times."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list(UNUSED), key=itemgetter(0)):
            seen = Path(storage.path(name)).stat()
            digest.update(f"{name} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()
