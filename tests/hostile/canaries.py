"""What nobody may read, put into the database where it belongs, and looked for."""

import json
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.utils.translation import override

from creative_district.kernel.preview import token_of
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from programme.models import Source
from tests.factories import (
    both,
    make_action,
    make_document,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_place,
    make_source,
    make_space,
    make_statement,
    make_thrust,
    make_token,
    on,
)
from tests.portal.privacy.cast import known_person

MARK = "canary"
# What gives a stack trace or a database away
TRACES = re.compile(
    r"Traceback|File &?\W?/|\.py\b.*line|OperationalError|DataError|ProgrammingError"
    r"|SELECT (DISTINCT )?\"|psycopg|sqlite3|MultiValueDict|django\.",
)
PERSON = re.compile(r"quenouille|zelie", re.IGNORECASE)


def plant(district: Any, rival: Any) -> Any:
    """Make a public record of each kind, and beside it what nobody may read."""
    partner = make_partner(programme=district, key="own", name=both("Open partner"))
    place = make_place(key="town", name=both("Open town"))
    own = {"programme": district}
    thrust = make_thrust(**own, key="line", title=both("Open thrust"), lead=partner)
    action = make_action(
        **own, key="atelier", thrust=thrust, lead=partner, title=both("Open action"),
        slug=Text(fr="travail", en="work"), start=on("2014-01"), end=on("2014-12"),
    )  # fmt: skip
    source = make_source(key="text", title="Open source")
    make_statement(record=action, sources=[source])
    milestone = make_milestone(
        **own, key="date", action=action, responsible_partner=partner, place=place,
        title=both("Open milestone"), due=on("2014-06-16"),
    )  # fmt: skip
    make_indicator(**own, key="number", action=action, value=3)
    make_space(**own, key="house", place=place, action=action)
    make_news(
        **own, key="word", title=both("Open news"), slug=Text(fr="mot", en="word")
    )
    make_document(
        **own,
        key="paper",
        title=both("Open document"),
        slug=Text(fr="papier", en="paper"),
    )
    person = known_person(district, rival.programme)
    writer = make_token(**own, partner=partner, scope="write", name=f"{MARK} program")
    other = make_token(**own, scope="write")
    secrets = [
        *(each.token for each in (writer, other)),
        *(each.digest for each in (writer, other)),
        person.user.password,
        person.session.session_key,
        token_of(person.link),
    ]
    hidden(district, action)
    return SimpleNamespace(
        partner=partner, action=action, milestone=milestone, writer=writer.token,
        secrets=secrets, source=source,
    )  # fmt: skip


def hidden(district: Any, action: Any) -> None:
    """Make what is not public: drafts, what is in review, to come and withdrawn."""
    later = datetime(2099, 1, 1, tzinfo=UTC)
    states: list[dict[str, Any]] = [
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
        {"state": State.PUBLISHED, "publish_from": later},
    ]
    own = {"programme": district}
    for number, state in enumerate(states):
        told = both(f"{MARK} title {number}")
        other = make_partner(key=f"{MARK}-partner-{number}", name=told, **state)
        make_action(**own, key=f"{MARK}-{number}", title=told, lead=other, **state)
        make_milestone(
            **own, key=f"{MARK}-date-{number}", action=action, title=told, **state
        )
        make_news(**own, key=f"{MARK}-news-{number}", title=told, **state)
        make_source(key=f"{MARK}-source-{number}", title=f"{MARK} title", **state)
    Source.objects.update(staff_note=f"{MARK} note")


def leaks(answer: Any, secrets: list[str]) -> list[str]:
    """Return what an answer, whose text is `told`, tells and must not."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    told = f"{headers}\n{answer.told}"
    found = [secret for secret in secrets if secret in told]
    found += re.findall(rf"{MARK} \w+", told)
    found += [each[0] for each in (TRACES.search(told), PERSON.search(told)) if each]
    return found


def text_of(answer: Any) -> str:
    """Return the body of an answer as text; of an archive, what can be read."""
    if answer.streaming:
        return b"".join(answer).decode(errors="replace")
    return bytes(answer.content).decode(errors="replace")


def problem_of(answer: Any) -> Any:
    """Return the problem that an answer is; fail where it is none."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer
    told = json.loads(answer.content) if answer.content else None
    if told is not None:
        assert list(told) == ["type", "title", "status", "detail", "errors"]
        assert told["status"] == answer.status_code
        assert told["title"]
        assert told["detail"]
    return told


def page(district: Any, name: str, language: str = "en", **named: Any) -> str:
    """Return the address of a public page."""
    with override(language):
        return str(district.page(name, **named))
