"""`check --deploy` refuses what only the embedded portal may have, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks

from creative_district.environment import ROOT
from creative_district.portal.checks import REFUSALS, refuse_embedded_values
from tests import env_example

PRODUCTION: dict[str, Any] = {
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://redis.example.org",
    "EMAIL_URL": "smtp://mail.example.org",
    "SECRET_KEY": "k" * 50,
    "SITE_URL": "https://district.example.org",
    "ALLOWED_HOSTS": ["district.example.org"],
    "DEBUG": False,
    "PROGRAMME_AS_OF": "",
    "MAIL_FROM": "District <district@example.org>",
    "CONTACT": "contact@example.org",
    "ACCESSIBILITY_CONTACT": {"": "accessibility@example.org"},
    "PRIVACY_CONTACT": "privacy@example.org",
    "PRIVACY_CONTROLLER": "The operator",
    "REQUIRE_2FA": True,
    "WEBHOOK_PRIVATE_HOSTS": [("hooks.lan", 8443), ("10.0.0.7", 443)],
}
# The database itself stays the one that the tests run on.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")

SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}


@pytest.fixture
def production(settings: Any) -> Any:
    """Settings that production may have."""
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    return settings


def refused() -> list[str]:
    """Return the ids of what is refused now."""
    return [error.id or "" for error in refuse_embedded_values(app_configs=None)]


def test_production_is_accepted(production: Any) -> None:
    assert refused() == []


@pytest.mark.parametrize(
    ("id_", "change"),
    [
        ("district.E001", {"DATABASES": SQLITE}),
        ("district.E002", {"REDIS_URL": ""}),
        ("district.E003", {"EMAIL_URL": ""}),
        ("district.E004", {"SECRET_KEY": "short"}),
        ("district.E005", {"SITE_URL": "http://district.example.org"}),
        ("district.E005", {"SITE_URL": "https://localhost:8000"}),
        ("district.E006", {"ALLOWED_HOSTS": []}),
        ("district.E006", {"ALLOWED_HOSTS": ["*"]}),
        ("district.E006", {"ALLOWED_HOSTS": ["district.example.org", "127.0.0.1"]}),
        ("district.E007", {"DEBUG": True}),
        ("district.E008", {"PROGRAMME_AS_OF": "2014-06-02"}),
        ("district.E009", {"MAIL_FROM": "District <district@localhost.example>"}),
        ("district.E009", {"MAIL_FROM": "nobody"}),
        ("district.E010", {"ACCESSIBILITY_CONTACT": {}}),
        ("district.E011", {"PRIVACY_CONTACT": ""}),
        ("district.E012", {"PRIVACY_CONTROLLER": ""}),
        ("district.E013", {"EMAIL_TIMEOUT": 25}),
        ("district.E014", {"CONTACT": ""}),
        ("district.E015", {"REQUIRE_2FA": False}),
        ("district.E016", {"WEBHOOK_PRIVATE_HOSTS": [("127.0.0.1", 8443)]}),
        ("district.E016", {"WEBHOOK_PRIVATE_HOSTS": [("localhost", 443)]}),
        ("district.E016", {"WEBHOOK_PRIVATE_HOSTS": [("169.254.169.254", 80)]}),
        ("district.E016", {"WEBHOOK_PRIVATE_HOSTS": [("fe80::1", 443)]}),
    ],
)
def test_each_embedded_value_is_refused_by_its_id(
    id_: str, change: dict[str, Any], production: Any
) -> None:
    for name, value in change.items():
        setattr(production, name, value)

    assert refused() == [id_]


def test_key_kept_beside_the_data_is_refused(production: Any, tmp_path: Path) -> None:
    production.DATA_DIR = tmp_path
    (tmp_path / "secret-key").write_text(production.SECRET_KEY)

    assert refused() == ["district.E004"]


def test_every_refusal_is_tried_and_says_what_to_do() -> None:
    ids = [refusal.id for refusal in REFUSALS]

    assert ids == [f"district.E{number:03}" for number in range(1, 17)]
    assert all(refusal.message and refusal.hint for refusal in REFUSALS)


def test_refusals_are_made_for_deployment_only() -> None:
    def ours(*, deploy: bool) -> bool:
        found = run_checks(tags=[Tags.security], include_deployment_checks=deploy)
        return any(str(message.id).startswith("district.") for message in found)

    assert (ours(deploy=True), ours(deploy=False)) == (True, False)


def check_deployment(environment: dict[str, str], folder: Path) -> tuple[int, str]:
    """Return the exit code and the words of `check --deploy` in an environment."""
    told = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return told.returncode, told.stdout + told.stderr


def test_example_of_a_production_environment_is_accepted(tmp_path: Path) -> None:
    environment = {**env_example.production(), "SECRET_KEY": settings.SECRET_KEY}

    assert check_deployment(environment, tmp_path) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )


def test_embedded_default_is_refused(tmp_path: Path) -> None:
    code, words = check_deployment({}, tmp_path)

    assert code == 1
    assert [
        f"district.E{n:03}" for n in range(1, 17) if f"district.E{n:03}" in words
    ] == [*(f"district.E{n:03}" for n in (1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 14, 15))]
