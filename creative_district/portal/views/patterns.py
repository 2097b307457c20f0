"""For developers: every component of the site once, with its variants.

The same templates and style sheets as everywhere, fed with what nobody should believe.
The address exists in development only.
"""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.templatetags.static import static
from django.views.generic import TemplateView

from actions.phases import Progress
from actions.plan.house import MOST_WINDOWS, House
from actions.views.plots import Cell
from creative_district.kernel.dates import Confidence, Status
from creative_district.kernel.text import Text
from programme.grade import Grade
from programme.models import Source
from programme.models.picture import Copy
from programme.provenance import Evidence, Numbered
from programme.views.district import DistrictMixin

SLOTS = range(7)
# As in tokens.css: grounds and inks, sizes of type, steps of space.
COLOURS = [
    "ground",
    "surface",
    "ink",
    "muted",
    "rule",
    "hair",
    "link",
    "signal",
    "outline",
    "inv",
    "hz",
    "hz-edge",
]
SIZES = ["3xl", "2xl", "xl", "l", "m", "s", "xs"]
SPACES = range(1, 10)
SIGNS = (
    *dict.fromkeys(grade.sign for grade in Grade),
    *(stage.value for stage in Progress if stage not in ("announced", "reached")),
)
# Grades by what a source says and how well it is supported; how many sources there are.
GRADES = (
    (Status.ACTUAL, Confidence.HIGH, 2),
    (Status.ACTUAL, Confidence.MEDIUM, 1),
    (Status.ACTUAL, Confidence.MEDIUM, 2),
    (Status.INFERRED, Confidence.HIGH, 1),
    (Status.ACTUAL, Confidence.LOW, 1),
    (Status.PLANNED, Confidence.HIGH, 1),
)


class PatternsView(DistrictMixin, TemplateView):
    """The components, labelled as practice by the notices that open the page."""

    template_name = "patterns.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.programme.is_practice = True
        sources = list(made_up_sources())
        numbered = self.provenance.number(sources)
        context = super().get_context_data(
            **kwargs,
            slots=SLOTS,
            colours=COLOURS,
            sizes=SIZES,
            spaces=SPACES,
            signs=SIGNS,
            key=key_of_drawings(),
            houses=[house_of(slot) for slot in SLOTS],
            poor_houses=[house_of(slot, is_attested=False) for slot in SLOTS],
            full_house=House.of(
                1, [("lit", False)] * (MOST_WINDOWS + 5), first_door=1, is_attested=True
            ),
            plots=[plot_of(slot) for slot in (1, 3)],
            evidence=[evidence_of(*grade, numbered) for grade in GRADES],
            discrepancies=[discrepancy(sources)],
            pictures=list(pictures()),
            sentences=["No start date was found.", "No result was found."],
            pages=Paginator(range(60), 20).page(2),
        )
        # The second notice beside that of practice.
        return {**context, "is_clock_shifted": True, "today": date(2014, 6, 2)}


def key_of_drawings() -> Any:
    """Return an elevation that shows every sign, for its key and its symbols."""
    looks = {"lit": "lit", "half": "blank", "disputed": "blank", "announced": "dashed"}
    windows = [(name, looks.get(name, "open")) for name in SIGNS]
    return SimpleNamespace(
        shows_walls=True,
        shows_plots=True,
        shows_ahead=True,
        windows=windows,
        lanterns=windows,
    )


def house_of(slot: int, *, is_attested: bool = True) -> House:
    """Return the house of a street with one window of each kind, or none."""
    windows = [(name, name == "announced") for name in SIGNS] if is_attested else []
    return House.of(
        slot, windows, first_door=5 if is_attested else None, is_attested=is_attested
    )


def plot_of(slot: int) -> Any:
    """Return an action in its months, attested in some of them."""
    looks = dict.fromkeys(range(3, 9), "plot")
    looks |= dict.fromkeys(range(9, 18), "core")
    looks |= dict.fromkeys(range(18, 25), "plot is-ahead")
    return SimpleNamespace(
        house=house_of(slot),
        row=SimpleNamespace(period=""),
        cells=[Cell(n, looks.get(n, ""), is_now=n == 17) for n in range(1, 32)],
        attested="Attested from September 2013 to May 2014.",
        possible="It may have begun earlier and gone on longer.",
    )


def evidence_of(
    status: Status, confidence: Confidence, source_count: int, numbered: list[Numbered]
) -> Evidence:
    """Return the evidence of a made-up fact."""
    note = Text(en="A note of practice.")
    return Evidence(status, confidence, note, numbered[-source_count:])


def made_up_sources() -> Iterator[Source]:
    """Yield a primary source and a secondary one."""
    for number, weight in enumerate(Source.Weight.values, start=1):
        yield Source(
            pk=-number,
            title=f"Practice source {number}",
            publisher="Gazette",
            url=f"https://gazette.example/{number}",
            language="en",
            weight=weight,
        )


def pictures() -> Iterator[Any]:
    """Yield a picture before its smaller copies are made, and one with a caption."""
    drawn = static("icons/mark.svg")
    words = {"alternative": Text(en="Four squares"), "credit": Text(en="Practice")}
    size = {"address": drawn, "width": 320, "height": 320}
    yield SimpleNamespace(**words, **size, copies=[])
    copies = [Copy(width, drawn) for width in (96, 320)]
    caption = Text(en="A caption of practice.")
    yield SimpleNamespace(**words, **size, copies=copies, caption=caption)


def discrepancy(sources: list[Source]) -> Any:
    """Return two accounts of one made-up fact."""
    accounts = [
        SimpleNamespace(text=Text(en="Forty-four took part."), is_kept=True),
        SimpleNamespace(text=Text(en="Forty took part."), is_kept=False),
    ]
    return SimpleNamespace(
        topic=Text(en="How many took part"),
        accounts=SimpleNamespace(all=accounts),
        sources=SimpleNamespace(all=sources),
        resolution=Text(en="The primary source is followed."),
    )
