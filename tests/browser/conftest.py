"""A browser, and the portal that it looks at: the real record, on 2 June 2014."""

import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from creative_district.environment import ROOT
from tests.running import Portal

EDITOR, PASSWORD = "editor", "correct horse battery"

# Nothing that Chromium would ask of the world on its own account.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A running portal with the districts that ship."""
    folder = tmp_path_factory.mktemp("portal")
    account = {"ADMIN_USERNAME": EDITOR, "ADMIN_PASSWORD": PASSWORD}
    portal = Portal(folder, PROGRAMME_AS_OF="2014-06-02", **account)
    with portal.started():
        yield portal


@pytest.fixture(scope="session")
def token(portal: Portal) -> str:
    """The token in the links of a contact's mails."""
    return told(
        portal,
        """
from actions.reminders.links import token_of
from partners.models import Contact
print(token_of(Contact.objects.first()))
""",
    )


@pytest.fixture(scope="session")
def preview_token(portal: Portal) -> str:
    """The token of a link to a draft that is not translated in full."""
    return told(
        portal,
        """
from django.utils import timezone
from actions.models import Action, Milestone
from creative_district.accounts.models import User
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.preview import open_preview, token_of
from programme.models import Programme
programme = Programme.objects.home_first().first()
action = Action.objects.create(
    programme=programme,
    slug={"fr": "brouillon", "en": "draft"},
    title={"fr": "Un brouillon", "en": "A draft"},
    summary={"fr": "Pas encore traduit.", "it": "Non ancora."},
    outcome={"it": "Soltanto in italiano."},
)
Milestone.objects.create(
    programme=programme,
    action=action,
    title={"fr": "Une étape"},
    due=PartialDate.parse("2014-09"),
)
link, _is_new = open_preview(
    record=action, user=User.objects.first(), now=timezone.now()
)
print(token_of(link))
""",
    )


def told(portal: Portal, code: str) -> str:
    """Return what a few lines print that run inside the portal."""
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity=0", "--command", code],
        cwd=ROOT,
        env=portal.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout.strip()
