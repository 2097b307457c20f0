"""`manage.py set_up` does what is missing, once."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from actions.models import Action
from creative_district.accounts.models import User
from creative_district.portal import set_up
from partners.models import Contact
from programme.models import Programme

PROJECT_FILES = "django.contrib.staticfiles.finders.FileSystemFinder"
NOW = datetime(2014, 6, 2, 7, tzinfo=UTC)


@pytest.fixture
def embedded(settings: Any, tmp_path: Path) -> Any:
    """Settings of an embedded portal whose static files go to a folder of the test."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = [PROJECT_FILES]
    settings.EMAIL_URL = ""
    return settings


def run() -> str:
    """Set up; return what is printed."""
    printed = StringIO()
    call_command("set_up", stdout=printed)
    return printed.getvalue()


def counts() -> dict[str, int]:
    """Return how much there is."""
    kinds = (Programme, Action, Contact, User)
    return {kind.__name__: kind.objects.count() for kind in kinds}


@pytest.mark.django_db
def test_second_time_changes_nothing(embedded: Any) -> None:
    first = run()
    made = counts()

    second = run()

    assert counts() == made
    assert "Loading" in first
    assert "password" in first
    assert "Loading" not in second
    assert "password" not in second


@pytest.mark.django_db
def test_what_staff_changed_is_left(embedded: Any) -> None:
    run()
    Programme.objects.exclude(key="rival").update(acronym="CHANGED")

    run()

    acronyms = Programme.objects.exclude(key="rival").values_list("acronym", flat=True)
    assert set(acronyms) == {"CHANGED"}


@pytest.mark.django_db
def test_districts_open_in_the_order_of_the_setting(embedded: Any) -> None:
    list(set_up.load_districts(now=NOW))

    keys = [set_up.key_in(path) for path in embedded.DISTRICT_FILES]
    loaded = Programme.objects.exclude(key="rival")
    assert [programme.key for programme in loaded.home_first()] == keys
    assert {programme.reminders_from for programme in loaded} == {NOW}


@pytest.mark.django_db
def test_demonstration_contacts_need_the_mailbox(embedded: Any, rival: Any) -> None:
    embedded.EMAIL_URL = "smtp://mail.example.org"

    list(set_up.load_districts(now=NOW))

    assert list(Contact.objects.all()) == [rival.contact]


@pytest.mark.django_db
def test_file_that_cannot_be_loaded_is_told(embedded: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    embedded.DISTRICT_FILES = [broken]

    with pytest.raises(CommandError, match="JSON"):
        run()


@pytest.mark.django_db
def test_account_is_named_by_the_environment(settings: Any) -> None:
    settings.ADMIN_USERNAME = "claire"
    settings.ADMIN_PASSWORD = "named"

    assert set_up.make_account() == ("claire", "named")
    [account] = User.objects.all()
    assert account.check_password("named")
    assert (account.is_staff, account.is_superuser) == (True, True)
    assert set_up.make_account() is None


@pytest.mark.django_db
def test_password_is_made_up_where_none_is_named(settings: Any) -> None:
    settings.ADMIN_USERNAME = settings.ADMIN_PASSWORD = ""

    made = set_up.make_account()

    assert made is not None
    assert made[0] == "admin"
    assert User.objects.get(username="admin").check_password(made[1])


@pytest.mark.django_db
def test_account_of_somebody_else_suffices(settings: Any) -> None:
    settings.ADMIN_USERNAME = ""
    User.objects.create_superuser("claire")

    assert set_up.make_account() is None


def test_static_files_are_collected_when_one_changed(
    settings: Any, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = [PROJECT_FILES]

    told = [set_up.collect_static(), set_up.collect_static()]
    (source / "b.css").write_text("b {}")
    told.append(set_up.collect_static())

    assert told == [True, False, True]
    assert (tmp_path / "static" / "b.css").read_text() == "b {}"
