"""No output tells anything of a record that is not public, nor that there is one.

A walk follows every link from the map for robots, from the pages, the files and the
API, in both languages, and asks besides for what no link leads to.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
import time_machine
from django.conf import settings
from django.urls import Resolver404, get_resolver, resolve
from django.utils.translation import get_language_from_path, override

from actions.models import Action
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from creative_district.portal.changes.telling import tell
from creative_district.portal.resources import resources
from programme.models import News, Picture
from tests.factories import (
    make_action,
    make_boundary,
    make_discrepancy,
    make_document,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_passage,
    make_picture,
    make_place,
    make_programme,
    make_source,
    make_space,
    make_statement,
    make_thrust,
)

pytestmark = pytest.mark.django_db

# Not the portal's to say, or no page: it would be followed for nothing.
LEFT = re.compile(r"/(static|admin|media)/|/api/v1/(schema|docs)|[#]|//")
NEVER_PUBLIC = {
    "draft": {"state": State.DRAFT},
    "review": {"state": State.IN_REVIEW},
    "scheduled": {
        "state": State.PUBLISHED,
        "publish_from": datetime(2030, 1, 1, tzinfo=UTC),
    },
}
PAGES = {"action", "document", "news", "partner", "thrust"}
# What tells nothing of records, or is no text; tests of their own hold the last five.
NOT_WALKED = {
    *(
        "api:entrance",
        "api:docs",
        "api:schema",
        "data-short",
        "health",
        "ready",
        "security",
    ),
    *("document-file", "picture-file", "preferences", "preview", "unsubscribe"),
    "metrics",
}
LINKED = [
    f"/api/v1/{name}/{name if name == 'news' else name.removesuffix('s')}-1/"
    "?format=jsonld&lang=all"
    for name in resources()
    if name != "programmes"
] + ["/api/v1/programmes/home/?format=jsonld&lang=all"]
# What no link leads to, or only from elsewhere.
ASKED = {
    "en": [
        *(f"/api/v1/export/{name}/?lang=all" for name in resources()),
        *LINKED,
        "/api/v1/catalogue/?format=jsonld",
        "/.well-known/api-catalog",
        "/en/search/?q=quixotic",
        *(
            f"/en/search/?q=quixotic&kind={kind}"
            for kind in (
                *("action", "milestone", "partner", "space", "news"),
                *("document", "page"),
            )
        ),
        "/en/timeline/?view=list&context=1",
        "/en/timeline/?view=table&context=1&sort=-lead",
        "/en/timeline/?view=table&sort=thrust&month=9",
        "/en/timeline.json?context=1",
        "/en/actions/?view=houses",
        "/en/actions/en-action-1/house.svg",
        "/en/actions/en-action-hidden-draft/house.svg",
        "/en/actions/?partner=hidden-partner-draft",
        "/en/actions/?thrust=hidden-thrust-draft",
        "/en/networks/?kind=coworking",
        "/en/networks/?place=hidden-place-draft",
        "/en/documents/?language=en",
        "/en/quixotic/",
        "/en/actions/quixotic/",
        "/en/actions/quixotick-things/",
        "/en/news/hidden-news-draft",
        "/en/districts/hidden-programme-draft/",
    ],
    "fr": [
        "/fr/recherche/?q=quixotic",
        "/fr/calendrier/?view=list&context=1",
        "/fr/calendrier/?view=table&context=1",
        "/fr/quixotic/",
    ],
}


def named(mark):
    """Return a title by which a record is found, and known again."""
    return Text(fr=f"Quixotic {mark}", en=f"Quixotic {mark}")


def record(make, kind, mark, name="title", **changes):
    """Make a record that bears the mark, at an address that does not."""
    model = f"{kind}-{changes.pop('at')}"
    return make(
        key=model,
        **{name: named(f"{mark}{kind}")},
        **({"slug": Text(fr=f"fr-{model}", en=f"en-{model}")} if kind in PAGES else {}),
        **changes,
    )


def children(programme, mark, at, **belongs):
    """Make what can belong to a district, to a thrust or to an action."""
    thrust, action = belongs.get("thrust"), belongs.get("action")
    if thrust is None and action is None:
        own = {"programme": programme, "at": at}
        thrust = record(make_thrust, "thrust", mark, **own)
        yield thrust
        yield record(make_news, "news", mark, **own)
        yield record(make_document, "document", mark, **own)
        yield record(make_passage, "passage", mark, **own)
        yield record(make_partner, "partner", mark, "name", **own)
        yield record(make_boundary, "boundary", mark, "credit", **own)
        yield record(make_discrepancy, "discrepancy", mark, "topic", **own)
    if action is None:
        action = record(
            make_action, "action", mark, programme=programme, thrust=thrust, at=at
        )
        yield action
    own = {"programme": programme, "action": action, "at": at}
    yield record(make_milestone, "milestone", mark, **own)
    yield record(make_indicator, "indicator", mark, "name", value=1234567, **own)
    yield record(make_space, "space", mark, "name", **own)


@pytest.fixture(autouse=True)
def clock(settings):
    """Noon of 2 June 2014; nobody is told to wait."""
    settings.SEARCHES_PER_MINUTE = 0
    with time_machine.travel(datetime(2014, 6, 2, 10, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def shown(district):
    """A district with one public record of each kind, tied to each other."""
    district.name = named("visibleprogramme")
    district.save()
    found = {each._meta.model_name: each for each in children(district, "visible", "1")}
    shown = SimpleNamespace(programme=district, **found)
    shown.place = record(make_place, "place", "visible", "name", at="1")
    shown.space.place = shown.place
    shown.space.save()
    shown.source = make_source(key="source-1", title="Quixotic visiblesource")
    shown.statement = make_statement(record=shown.action, sources=[shown.source])
    shown.action.lead = shown.partner
    shown.action.save()
    tie(shown.action, shown)
    shown.picture = picture_of(district, "visible", "1")
    for each in (shown.action, shown.news):
        each.picture = shown.picture
        each.save()
    return shown


def tie(action, to):
    """Let an action have to do with news, a document, a discrepancy and a partner."""
    action.news.add(to.news)
    action.documents.add(to.document)
    action.discrepancies.add(to.discrepancy)
    action.participants.add(to.partner)


def hide(shown, name, given):
    """Make records that are not public, each kind by itself and with what it holds."""
    programme, mark = shown.programme, f"secret{name}"
    at = f"hidden-{name}"
    alone = SimpleNamespace()
    for kind, make, title, belongs in (
        ("thrust", make_thrust, "title", {}),
        ("news", make_news, "title", {}),
        ("document", make_document, "title", {"language": "nl"}),
        ("passage", make_passage, "title", {}),
        ("partner", make_partner, "name", {}),
        ("discrepancy", make_discrepancy, "topic", {}),
        ("boundary", make_boundary, "credit", {}),
        ("action", make_action, "title", {"thrust": shown.thrust}),
        ("milestone", make_milestone, "title", {"action": shown.action}),
        ("indicator", make_indicator, "name", {"action": shown.action, "value": 7654}),
        ("space", make_space, "name", {"action": shown.action, "place": shown.place}),
    ):
        own = {"programme": programme, "at": at, **belongs, **given}
        made = record(make, kind, mark, title, **own)
        setattr(alone, kind, made)
        yield made
    yield record(
        make_milestone, "milestone", mark, programme=programme, at=f"{at}-2", **given
    )
    # Public by themselves, but below what is not.
    yield from children(programme, f"{mark}in", f"{at}-in-thrust", thrust=alone.thrust)
    yield from children(programme, f"{mark}in", f"{at}-in-action", action=alone.action)
    # Tied to what is public.
    tie(shown.action, alone)
    tie(alone.action, shown)
    source = make_source(key=f"source-{at}", title=f"Quixotic {mark}source", **given)
    yield source
    shown.statement.sources.add(source)
    make_statement(record=alone.action, sources=[shown.source, source])
    elsewhere = make_programme(
        key=f"programme-{at}",
        slug=f"hidden-programme-{name}",
        name=named(f"{mark}programme"),
        **given,
    )
    yield elsewhere
    yield from children(elsewhere, f"{mark}in", f"{at}-elsewhere")
    picture = picture_of(programme, mark, at, **given)
    yield picture
    # Chosen by pages that are public, and by those that are not.
    own = {"programme": programme, "at": f"with-{name}", "picture": picture}
    record(make_news, "news", "visiblepictured", **own)
    record(make_action, "action", "visiblepictured", **own)
    for each in (alone.news, alone.action):
        each.picture = picture
        each.save()


def picture_of(programme, mark, at, **given):
    """Make a picture that bears the mark in each of its texts."""
    texts = dict.fromkeys(("alternative", "caption", "credit"), named(f"{mark}picture"))
    return make_picture(programme=programme, key=f"picture-{at}", **texts, **given)


def outputs(client, asked=()):
    """Return all that the portal tells: status and body by address."""
    told = {}
    waiting = ["/sitemap.xml", "/robots.txt", "/", "/api/v1/"]
    waiting += [*asked, *(path for paths in ASKED.values() for path in paths)]
    while waiting:
        path = waiting.pop(0)
        if path in told:
            continue
        answer = client.get(path)
        content = answer.getvalue()
        body = content.decode() if is_text(answer) else ""
        told[path] = answer.status_code, body
        if answer.status_code == 200:
            waiting += [each for each in leading(body, path) if each not in told]
        elif "Location" in answer.headers:
            waiting.append(answer.headers["Location"])
    return told


def is_text(answer):
    """Whether an answer can be searched for words."""
    kind = answer.headers["Content-Type"]
    return re.search("text|json|xml|calendar", kind) is not None


def leading(body, path):
    """Return the addresses here that an answer leads to, selections of lists aside."""
    found = re.findall(r'(?:href|src|data-href)="([^"]+)"|<loc>([^<]+)</loc>', body)
    if path.startswith("/api/"):
        found += re.findall(r'"(https?://[^"]+)"()', body)
    for pair in found:
        address = unescape("".join(pair)).removeprefix(settings.SITE_URL)
        address = address.removeprefix("http://testserver").partition("#")[0]
        if address.startswith("/") and "?" not in address and not LEFT.search(address):
            yield address


def pages_of(records, programme):
    """Return where records would stand: page, calendar, permanent link and data."""
    for each in records:
        kind = str(each._meta.model_name)
        yield f"/id/{kind}/{each.key}/"
        yield f"/api/v1/{kind.removesuffix('s')}s/{each.key}/"
        if kind not in PAGES:
            continue
        with override("en"):
            page = programme.page(f"{kind}-detail", slug=str(each.slug))
        yield page
        if kind in {"action", "partner", "thrust"}:
            yield f"{page.rstrip('/')}.ics"


def public_names(patterns, space=""):
    """Yield what the portal's addresses are called, those of staff aside."""
    for each in patterns:
        if str(each.pattern).startswith("admin"):
            continue
        if hasattr(each, "url_patterns"):
            inner = f"{each.namespace}:" if each.namespace else space
            yield from public_names(each.url_patterns, inner)
        else:
            yield f"{space}{each.name or '?'}"


def names_of(paths):
    """Return what these addresses are called, as far as there are such."""
    found = set()
    for path in paths:
        language = get_language_from_path(path) or settings.LANGUAGE_CODE
        with suppress(Resolver404), override(language):
            found.add(resolve(unquote(path.partition("?")[0])).view_name)
    return found


def secrets_in(told):
    """Return where the mark of a record that is not public stands."""
    return {
        path: sorted(set(re.findall(r"secret[a-z]+", unquote(body))))
        for path, (_status, body) in told.items()
        if "secret" in unquote(body)
    }


def test_what_is_not_public_stands_nowhere(client, shown):
    hidden = {
        name: list(hide(shown, name, given))
        for name, given in {**NEVER_PUBLIC, "gone": {"state": State.WITHDRAWN}}.items()
    }
    lead = next(each for each in hidden["draft"] if each.key == "partner-hidden-draft")
    make_action(programme=shown.programme, title=named("visibleled"), lead=lead)
    place = make_place(
        key="hidden-place-draft", name=named("secretplace"), state=State.DRAFT
    )
    make_space(programme=shown.programme, name=named("visiblehome"), place=place)
    make_partner(programme=shown.programme, name=named("visibleguest"), place=place)

    addresses = {*pages_of([*hidden["scheduled"], *hidden["gone"]], shown.programme)}
    told = outputs(client, sorted(addresses))

    assert secrets_in(told) == {}
    assert {told[path][0] for path in addresses} <= {200, 404, 410}
    assert [
        path for path in addresses if told[path][0] == 200 and path[-4:] != ".ics"
    ] == []
    assert [path for path, (status, _body) in told.items() if status >= 500] == []
    visible = {
        found for _s, body in told.values() for found in re.findall(r"visible\w+", body)
    }
    assert visible >= {
        *("visibleaction", "visibleboundary", "visiblediscrepancy", "visibledocument"),
        *("visibleguest", "visiblehome", "visibleindicator", "visibleled"),
        *("visiblemilestone", "visiblenews", "visiblepartner", "visiblepassage"),
        *("visiblepicture", "visiblepicturednews", "visiblepicturedaction"),
        *("visibleplace", "visibleprogramme", "visiblesource", "visiblespace"),
        "visiblethrust",
    }
    assert len(told) > 200
    assert {told[path][0] for path in LINKED} == {200}
    every_name = set(public_names(get_resolver().url_patterns))
    assert every_name - names_of(told) == NOT_WALKED


def test_nothing_tells_that_there_is_more(client, shown):
    """Neither counts nor choices, nor the order of what is shown."""
    hidden = [
        each
        for name, given in NEVER_PUBLIC.items()
        for each in hide(shown, name, given)
    ]
    assert Action.objects.count() > Action.objects.public().count() + len(NEVER_PUBLIC)
    told = outputs(client)
    assert len(told) > 200

    for model in (News, Action):
        model.objects.exclude(picture__in=Picture.objects.public()).update(picture=None)
    # One at a time: what several writes reach in a moment is told once more to be sure.
    for each in reversed(hidden):
        each.delete()
        tell()

    assert {
        path: body for path, body in outputs(client).items() if body != told.get(path)
    } == {}
