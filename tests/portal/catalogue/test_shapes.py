"""The catalogue conforms to DCAT-AP 3.0.1, in the profile's own SHACL shapes."""

from functools import cache
from pathlib import Path

import pytest
from django.utils import timezone
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SH, Graph, Literal, URIRef

from creative_district.kernel import clock
from creative_district.portal.dump.writing import make_dump
from creative_district.portal.resources import resources
from tests.factories import (
    both,
    make_action,
    make_boundary,
    make_indicator,
    make_milestone,
    make_news,
    make_partner,
    make_space,
    make_thrust,
)

pytestmark = pytest.mark.django_db

SHAPES = Path(__file__).parent / "shapes"
HERE = "https://portal.example/api/v1/catalogue/"
MUST = [
    "html_shacl_shapes.ttl",
    "html_shacl_range.ttl",
    "html_shacl_deprecateduris.ttl",
    "shacl_dcat-ap-SHACL.ttl",
    "shacl_ranges.ttl",
]
RECOMMENDED = "html_shacl_shapes_recommended.ttl"
CODE_LISTS = "html_shacl_mdr-vocabularies.shape.ttl"


@pytest.fixture(autouse=True)
def _settings(settings, tmp_path):
    settings.DUMP_DIR = tmp_path / "dump"
    settings.SITE_URL = "https://portal.example"
    settings.CONTACT = "data@portal.example"
    settings.PRIVACY_CONTROLLER = "The operator"


@pytest.fixture
def graph(client, district):
    """A catalogue with every kind of data, of a district whose ground is known."""
    action = make_action(programme=district, thrust=make_thrust(programme=district))
    make_milestone(action=action)
    make_indicator(programme=district, value=1)
    make_space(programme=district)
    make_partner(programme=district)
    make_news(programme=district)
    make_boundary(programme=district)
    district.summary = both("Summary")
    district.save()
    make_dump(resources(), now=timezone.now(), today=clock.today())
    return Graph().parse(data=client.get("/api/v1/catalogue/").content, format="turtle")


@cache
def shapes(name):
    """Return the shapes of a file, without what `shapes/README.md` tells of."""
    found = Graph().parse(SHAPES / name)
    for shape in set(found.objects(None, SH.property)):
        if (shape, SH.path, None) not in found:
            found.remove((None, SH.property, shape))
    found.remove((None, SH["class"], RDFS.Resource))
    return found


def faults(graph, name):
    """Return what the shapes of a file find: how grave, of which thing, at which path.

    Without the address of the catalogue.
    """
    conforms, report, _text = validate(graph, shacl_graph=shapes(name))
    found = {
        (
            str(report.value(each, SH.resultSeverity)).partition("#")[2],
            str(report.value(each, SH.focusNode)).removeprefix(HERE),
            report.value(each, SH.resultPath).n3(graph.namespace_manager),
        )
        for each in report.objects(None, SH.result)
    }
    assert conforms == (not found)
    return found


@pytest.mark.parametrize("name", MUST)
def test_it_conforms(graph, name):
    assert faults(graph, name) == set()


def test_what_is_recommended_and_known_is_there(graph):
    """No source gives the type of the publisher, nor when towns date from.

    A country is described elsewhere, and nobody has measured the middle of a region.
    """
    countries = [
        f"http://publications.europa.eu/resource/authority/country/{code}"
        for code in ("BEL", "ITA")
    ]
    assert faults(graph, RECOMMENDED) == {
        ("Warning", "#publisher", "dct:type"),
        ("Warning", "#dataset/place", "dct:temporal"),
        ("Warning", "#dataset/all", "dct:temporal"),
        *(("Warning", each, "dcat:bbox") for each in countries),
        *(("Warning", each, "dcat:centroid") for each in countries),
        ("Warning", "#place/home", "dcat:centroid"),
    }


def test_codes_are_of_the_lists(graph):
    """The publisher is no body of the Union, and its lists have no such regions."""
    found = faults(graph, CODE_LISTS)

    kinds = ("Catalog", "DataService", "Dataset")
    catalogued = {
        str(each).removeprefix(HERE) for k in kinds for each in typed(graph, DCAT[k])
    }
    series = {"#series/home", "#series/rival"}
    assert {each for each in found if each[2] != "dct:spatial"} == {
        ("Warning", each, "dct:publisher") for each in catalogued | series
    }
    placed = {each[1] for each in found if each[2] == "dct:spatial"}
    assert placed == {
        str(subject).removeprefix(HERE)
        for subject in graph.subjects(DCTERMS.spatial, URIRef(f"{HERE}#place/home"))
    }


def typed(graph, kind):
    return list(graph.subjects(RDF.type, kind))


BROKEN = {
    "no title": (DCAT.Dataset, DCTERMS.title, None),
    "no publisher of the catalogue": (DCAT.Catalog, DCTERMS.publisher, None),
    "no name of the publisher": (FOAF.Agent, FOAF.name, None),
    "no address of a distribution": (DCAT.Distribution, DCAT.accessURL, None),
    "a theme in words": (DCAT.Dataset, DCAT.theme, Literal("economy")),
    "a licence in words": (DCAT.Distribution, DCTERMS.license, Literal("CC BY")),
}


@pytest.mark.parametrize("name", ["html_shacl_shapes.ttl", "shacl_dcat-ap-SHACL.ttl"])
@pytest.mark.parametrize("why", BROKEN)
def test_a_broken_catalogue_does_not_conform(graph, name, why):
    kind, path, instead = BROKEN[why]
    victim = min(typed(graph, kind))
    graph.remove((victim, path, None))
    if instead is not None:
        graph.add((victim, path, instead))

    assert {(each[1], each[2]) for each in faults(graph, name)} == {
        (str(victim).removeprefix(HERE), path.n3(graph.namespace_manager))
    }
