"""The shipped files hold the whole record: nothing missing, nothing mixed up."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from actions.models import Action, Indicator, Milestone
from creative_district.kernel.dates import Status
from creative_district.portal.loading import Kind, load
from partners.models import Membership, Partner
from programme.models import Programme, Statement
from tests.portal.loading.conftest import NOW, SHIPPED

WALLONIA, TUSCANY = SHIPPED / "wallonia.json", SHIPPED / "tuscany.json"
File = dict[str, Any]

OWN_ACTIONS = {
    "creative-trainings",
    "creativity-vouchers",
    "coworking-international",
    "ecia-policy-learning",
    "financing-scheme",
    "high-level-group",
    "launch-communication",
    "pole-cluster-awareness",
    "project-method",
    "study-cw-evaluation",
    "study-value-chains",
    "transmedia-cluster",
    "visits-dissemination",
}
FRAMEWORK_ACTIONS = {
    "boost-up-ci",
    "coworking-network",
    "creative-hubs",
    "creative-wallonia-engine",
    "creativity-week",
    "crowdin",
    "id-campus-master",
    "nestup",
    "qit-summit",
}
# Date, status and confidence of every milestone of the programme's own.
OWN_MILESTONES = {
    "china-visit": "2014-Q4 actual high",
    "cowallonia-article": "2014-05-22 actual high",
    "designation": "2013-01 actual medium",
    "ec-news-item": "2013-06-26 actual high",
    "ecd-call-deadline": "2012-05-04 actual high",
    "ecd-call-open": "2012-04 actual medium",
    "ecia-membership": "2013-06-03 actual high",
    "first-anniversary": "2014-06-10 actual high",
    "idea-report": "2014-05-23 actual high",
    "launch-namur": "2013-04-24 actual high",
    "lesoir-report": "2013-03-07 actual medium",
    "pq-2013-answer": "2013-06-03 actual high",
    "pq-2013-question": "2013-02-12 actual high",
    "pq-2015-question": "2015-07-17 actual high",
    "press-selection": "2013-01-28 actual medium",
    "project-end": "2015-07 actual high",
    "project-start": "2013-01 actual high",
    "technopolis-summary": "2014-07-04 actual high",
    "vouchers-awards": "2014-11-13 actual high",
    "vouchers-close": "2014-10-01 planned medium",
    "vouchers-open": "2014-06-16 actual medium",
    "vouchers-round-1-alt": "2014-09 actual low",
    "vouchers-round-2": "2015-02 actual medium",
    "wallimage-note": "2013-02-26 actual high",
}
# The figures that the record gives within actions only.
FROM_ACTIONS = {
    "eurotransmedia-funding",
    "eurotransmedia-length",
    "nestup-teams",
    "voucher-pilot-length",
}


@pytest.fixture(scope="module")
def wallonia() -> File:
    """The file as it is written."""
    found: File = json.loads(WALLONIA.read_text())
    return found


@pytest.fixture(scope="module")
def tuscany() -> File:
    """The file as it is written."""
    found: File = json.loads(TUSCANY.read_text())
    return found


@pytest.fixture
def loaded(db: None) -> None:
    """Both districts in the database."""
    load(WALLONIA, now=NOW)
    load(TUSCANY, now=NOW)


def keys(records: list[File], **wanted: str) -> set[str]:
    return {r["key"] for r in records if wanted.items() <= r.items()}


def record(found: File, section: str, key: str) -> File:
    [one] = [record for record in found[section] if record["key"] == key]
    return one


def test_wallonia_has_the_whole_record(wallonia):
    sections = {name: len(v) for name, v in wallonia.items() if isinstance(v, list)}

    assert sections == {
        "sources": 112,
        "places": 16,
        "boundaries": 5,
        "partners": 7,
        "thrusts": 4,
        "discrepancies": 15,
        "actions": 23,
        "milestones": 67,
        "indicators": 43 + len(FROM_ACTIONS),
        "spaces": 15,
        "passages": 30,
    }
    assert Counter(p["kind"] for p in wallonia["passages"]) == {
        "gap": 12,
        "story": 5,
        "outcome": 5,
        "objective": 4,
        "variant": 2,
        "term": 2,
    }
    assert keys(wallonia["indicators"]) >= FROM_ACTIONS


def test_scopes_are_kept_apart(wallonia):
    assert keys(wallonia["actions"], scope="own") == OWN_ACTIONS
    assert keys(wallonia["actions"], scope="framework") == FRAMEWORK_ACTIONS
    assert keys(wallonia["actions"], scope="context") == {"eurotransmedia"}
    assert Counter(m["scope"] for m in wallonia["milestones"]) == {
        "own": 24,
        "framework": 24,
        "context": 19,
    }
    recorded = [i for i in wallonia["indicators"] if i["key"] not in FROM_ACTIONS]
    assert Counter(i["scope"] for i in recorded) == {
        "own": 12,
        "framework": 20,
        "context": 11,
    }


def test_own_milestones_have_their_dates(wallonia):
    dates = {
        m["key"]: "{value} {status} {confidence}".format(**m["due"])
        for m in wallonia["milestones"]
        if m["scope"] == "own"
    }

    assert dates == OWN_MILESTONES


def test_what_happened_is_reached_and_what_was_announced_is_not(wallonia, tuscany):
    for milestone in wallonia["milestones"] + tuscany["milestones"]:
        announced = milestone["due"]["status"] == "planned"
        assert milestone.get("reached") == (None if announced else milestone["due"])
        assert "first_planned" not in milestone


def test_only_one_action_is_fully_dated(wallonia):
    dates = {
        action["key"]: [name for name in ("start", "end") if name in action]
        for action in wallonia["actions"]
        if action["scope"] == "own" and {"start", "end"} & action.keys()
    }

    assert dates == {
        "creativity-vouchers": ["start"],
        "ecia-policy-learning": ["start"],
        "launch-communication": ["start"],
        "project-method": ["start", "end"],
        "study-cw-evaluation": ["end"],
        "study-value-chains": ["end"],
    }


def test_whole_records(wallonia):
    assert record(wallonia, "actions", "creativity-vouchers") == {
        "key": "creativity-vouchers",
        "scope": "own",
        "thrust": "business-support",
        "slug": {"fr": "cheques-creativite", "en": "creativity-vouchers"},
        "title": {"fr": "Chèques créativité", "en": "Creativity vouchers"},
        "short_title": {"fr": "Chèques créativité", "en": "Creativity vouchers"},
        "summary": {
            "fr": "Des chèques de 6 000 € permettent à une entreprise wallonne "
            "d’acheter une prestation créative ; les deux se présentent en duo.",
            "en": "Vouchers of 6,000 EUR let a Walloon company buy a service from a "
            "creative provider; both apply as a pair.",
        },
        "outcome": {
            "fr": "Dix projets ont reçu un chèque et ont été présentés le 13 novembre "
            "2014 au Bois du Cazier.",
            "en": "Ten projects received a voucher and were presented on 13 November "
            "2014 at Bois du Cazier.",
        },
        "lead": "wallonie-design",
        "participants": ["spw-dgo6", "start-invest", "awt", "id-campus"],
        "start": {"value": "2014-06-16", "status": "actual", "confidence": "high"},
        "completion": "completed",
        "discrepancies": ["voucher-rounds", "voucher-money"],
        "statements": [
            {
                "status": "actual",
                "confidence": "high",
                "note": {
                    "fr": "Régional-IT : un appel du 16 juin au 1er octobre 2014, "
                    "résultats à la mi-novembre, dix places. Design for Europe : deux "
                    "tours, appels en septembre 2014 et février 2015, dix chèques en "
                    "tout.",
                    "en": "Régional-IT: one call 16 June to 1 October 2014, results "
                    "mid-November, ten places. Design for Europe: two rounds, calls in "
                    "September 2014 and February 2015, ten vouchers in all.",
                },
                "sources": ["wdesign", "rit-vouchers", "arctik", "dfe"],
            },
            {
                "field": "thrust",
                "status": "actual",
                "confidence": "high",
                "sources": ["wdesign", "rit-vouchers", "arctik", "dfe"],
            },
            {
                "field": "participants",
                "status": "actual",
                "confidence": "high",
                "note": {
                    "fr": "Design for Europe cite les cinq comme réalisateurs.",
                    "en": "Design for Europe lists all five as deliverers.",
                },
                "sources": ["dfe"],
            },
        ],
    }
    assert record(wallonia, "milestones", "road-trip") == {
        "key": "road-trip",
        "scope": "context",
        "action": "visits-dissemination",
        "kind": "event",
        "detail_kind": {"fr": "visite", "en": "visit"},
        "title": {
            "fr": "Parcours Liège-Namur-Mons pour la Commission et des experts "
            "européens",
            "en": "Tour Liège-Namur-Mons for the Commission and European experts",
        },
        "partners": ["spw-dgo6", "wallonie-design", "start-invest", "awt", "id-campus"],
        "place": "mons",
        "due": {"value": "2015-10-01", "status": "actual", "confidence": "medium"},
        "reached": {"value": "2015-10-01", "status": "actual", "confidence": "medium"},
        "statements": [
            {
                "status": "actual",
                "confidence": "high",
                "note": {
                    "fr": "Date du communiqué ; le parcours peut avoir eu lieu un jour "
                    "ou plus auparavant. C’est ce qui a été trouvé de plus proche d’un "
                    "événement final.",
                    "en": "Date of the press release; the tour may have been a day or "
                    "more before. The nearest thing to a final event that was found.",
                },
                "sources": ["pr-2015", "spw-coeur"],
            }
        ],
    }
    assert record(wallonia, "indicators", "voucher-investment") == {
        "key": "voucher-investment",
        "scope": "own",
        "action": "creativity-vouchers",
        "partner": "wallonie-design",
        "name": {
            "fr": "Investissement dans le pilote chèques",
            "en": "Investment in the voucher pilot",
        },
        "unit": {"fr": "EUR", "en": "EUR"},
        "readings": [{"value": 50000, "confidence": "medium", "is_disputed": True}],
        "statements": [
            {
                "status": "actual",
                "confidence": "medium",
                "note": {
                    "fr": "Ne correspond pas à dix fois 6 000.",
                    "en": "Does not match ten times 6,000.",
                },
                "sources": ["dfe"],
            }
        ],
    }
    assert record(wallonia, "discrepancies", "legal-base") == {
        "key": "legal-base",
        "topic": {
            "fr": "Base juridique de la subvention",
            "en": "Legal base of the grant",
        },
        "resolution": {
            "fr": "Le portail dit « action préparatoire » ; le CIP n’est cité que "
            "comme formulation d’un partenaire.",
            "en": "The portal says “preparatory action”; CIP is quoted only as a "
            "partner’s wording.",
        },
        "sources": ["wdesign", "idea", "technopolis", "ec-news", "call"],
        "accounts": [
            {
                "text": {"fr": "CIP (Wallonie Design)", "en": "CIP (Wallonie Design)"},
                "is_kept": False,
            },
            {
                "text": {
                    "fr": "Action préparatoire du Parlement européen (les deux études, "
                    "l’ECIA, la nouvelle de la Commission, PPA dans le numéro de "
                    "l’appel)",
                    "en": "Preparatory action of the European Parliament (both "
                    "studies, ECIA, Commission news, PPA in the call number)",
                },
                "is_kept": True,
            },
        ],
    }
    assert record(wallonia, "sources", "ec-news") == {
        "key": "ec-news",
        "title": "European creative districts will modernise regional innovation "
        "development",
        "publisher": "European Commission, DG Enterprise and Industry",
        "url": "http://ec.europa.eu/enterprise/newsroom/cf/itemdetail.cfm?item_id=6671"
        "&lang=en&tpa_id=1027&title=-European-creative-districts-will-modernise-"
        "regional-innovation-development",
        "language": "en",
        "published": {"value": "2013-06-26", "status": "actual", "confidence": "high"},
        "kind": "web",
        "weight": "primary",
        "extent_read": "opening ~2,000 characters",
        "staff_note": "Launch dates of both districts and attendance.",
    }


def sentences(found: object) -> list[File]:
    """Return every text of a file, by language."""
    if isinstance(found, dict):
        if found and all(re.fullmatch(r"[a-z]{2}", str(name)) for name in found):
            return [found]
        return [text for one in found.values() for text in sentences(one)]
    if isinstance(found, list):
        return [text for one in found for text in sentences(one)]
    return []


def test_every_text_is_in_french_and_english(wallonia, tuscany):
    texts = sentences([wallonia, tuscany])

    assert len(texts) == 745
    assert [text for text in texts if not {"fr", "en"} <= text.keys()] == []


def test_texts_have_typographic_apostrophes(wallonia, tuscany):
    words = [w for text in sentences([wallonia, tuscany]) for w in text.values()]

    assert [one for one in words if "'" in one or '"' in one] == []


@pytest.mark.parametrize("path", [WALLONIA, TUSCANY], ids=lambda path: path.stem)
def test_no_people_stand_in_the_files(path):
    text = path.read_text()

    assert not re.search(r"[\w.]@[\w.]", text)
    named = re.sub(r'"url": "[^"]*"', "", text)
    assert not re.search("Marcourt|Simoncini|Di Rupo|Auspert|Monceau|Lepage", named)


@pytest.mark.usefixtures("loaded")
def test_both_load_and_load_again_without_change():
    assert (load(WALLONIA, now=NOW).changes, load(TUSCANY, now=NOW).changes) == ((), ())


@pytest.mark.django_db
def test_they_load_in_either_order():
    tuscany, wallonia = load(TUSCANY, now=NOW), load(WALLONIA, now=NOW)

    assert {change.kind for change in tuscany.changes} == {Kind.CREATED}
    assert (len(tuscany.changes), tuscany.unchanged_count) == (57, 0)
    assert {change.kind for change in wallonia.changes} == {Kind.CREATED}
    assert wallonia.unchanged_count == 26


@pytest.mark.usefixtures("loaded")
def test_everything_is_public_and_in_its_scope():
    wecd = Programme.objects.get(key="wecd")

    assert set(wecd.actions.public().own().values_list("key", flat=True)) == OWN_ACTIONS
    assert set(wecd.milestones.public().own().values_list("key", flat=True)) == set(
        OWN_MILESTONES
    )
    assert Partner.objects.public().of(wecd).count() == 7
    assert Indicator.objects.public().filter(readings__is_disputed=True).count() == 4
    planned = Milestone.objects.public().filter(due__grade__contains="planned")
    assert not planned.exclude(reached=None).exists()


@pytest.mark.usefixtures("loaded")
def test_programmes():
    wecd, create = Programme.objects.filter(key__in=["wecd", "create"]).order_by("-key")

    assert (wecd.is_first, create.is_first) == (True, False)
    assert (wecd.start.value, wecd.end.value) == ("2013-01", "2015-07")
    assert (create.start, create.end, create.country) == (None, None, "IT")
    assert (create.time_zone, create.languages) == ("Europe/Rome", ["fr", "en"])
    assert create.name["it"] == "Progetto CREATE"
    assert (wecd.applicant_count, wecd.awarded_count) == (44, 2)
    assert (wecd.budget_eur, wecd.budget_qualifier) == (1_000_000, "about")
    assert wecd.duration_months == 30
    assert wecd.headline == {
        "fr": "Quatre rues, trente et une portes",
        "en": "Four streets, thirty-one doors",
    }


@pytest.mark.usefixtures("loaded")
def test_consortia():
    roles = Membership.objects.order_by("programme__key", "position")
    parts = [
        (one.programme.key, one.partner.key, one.role)
        for one in roles.select_related("programme", "partner")
        if one.programme.key != "rival"
    ]

    assert parts == [
        ("create", "toscana-promozione", "coordinator"),
        ("create", "cciaa-prato", "member"),
        ("create", "otir2020", "member"),
        ("create", "ade-international", "member"),
        ("create", "regione-toscana", "associate"),
        ("wecd", "spw-dgo6", "coordinator"),
        ("wecd", "wallonie-design", "member"),
        ("wecd", "start-invest", "member"),
        ("wecd", "awt", "member"),
        ("wecd", "id-campus", "member"),
        ("wecd", "twist", "associate"),
        ("wecd", "infopole", "associate"),
    ]
    assert Partner.objects.get(key="spw-dgo6").also_known_as == ["SPW/DG06"]
    assert "S'art Invest" in Partner.objects.get(key="start-invest").also_known_as


@pytest.mark.usefixtures("loaded")
def test_thrusts_are_stated_for_one_action_and_inferred_for_the_others():
    about = Statement.objects.about(Action.objects.filter(key__in=OWN_ACTIONS))
    by_status = Counter(about.filter(field="thrust").values_list("status", flat=True))

    assert by_status == {Status.ACTUAL: 1, Status.INFERRED: 12}
    unplaced = Action.objects.filter(key__in=OWN_ACTIONS, thrust=None)
    assert {action.key for action in unplaced} == {
        "launch-communication",
        "project-method",
    }
