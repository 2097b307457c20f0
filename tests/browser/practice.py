"""What the pictures of the guides show besides the record: all of it says so itself."""

from playwright.sync_api import Page

from tests.browser.conftest import told
from tests.running import Portal

COLLEAGUE = "dominique"
ACTION = "/admin/actions/action/?q=Exercice"
PLACE = "/admin/partners/place/?q=Exercice"
KEY = "practice-action"

RECORDS = """
from actions.models import Action, Milestone
from creative_district.accounts.models import User
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.record import State
from partners.models import Partner, Place
from programme.models import News, Programme

User.objects.create_superuser("{colleague}", password="{password}")
programme = Programme.objects.home_first().first()
action = Action.objects.create(
    programme=programme,
    key="{key}",
    slug={{"fr": "exercice", "en": "practice"}},
    title={{"fr": "Exercice : une action", "en": "Practice: an action"}},
    summary={{
        "fr": "Cette fiche sert à s’exercer.",
        "en": "This record is there to practise on.",
    }},
    outcome={{"fr": "Un texte qui n’a **pas encore** d’anglais."}},
    lead=Partner.objects.filter(led_actions__programme=programme).first(),
)
Milestone.objects.create(
    programme=programme,
    action=action,
    title={{"fr": "Exercice : un jalon", "en": "Practice: a milestone"}},
    due=PartialDate.parse("2014-09"),
)
Milestone.objects.create(
    programme=programme,
    state=State.PUBLISHED,
    title={{"fr": "Exercice : une réunion", "en": "Practice: a meeting"}},
    due=PartialDate.parse("2014-05-28"),
)
News.objects.create(
    programme=programme,
    state=State.IN_REVIEW,
    published_on="2014-06-02",
    slug={{"fr": "exercice", "en": "practice"}},
    title={{"fr": "Exercice : une actualité", "en": "Practice: an item of news"}},
    body={{"fr": "Un texte.", "en": "A text."}},
)
Place.objects.create(
    name={{"fr": "Exercice : un lieu", "en": "Practice: a place"}}, country="BE"
)
"""


def prepare(portal: Portal, password: str) -> None:
    """Add practice records, and an account of a colleague."""
    words = {"colleague": COLLEAGUE, "password": password, "key": KEY}
    told(portal, RECORDS.format(**words))


def revise(page: Page) -> None:
    """Change the French text of the practice action: the English one is outdated."""
    page.fill("[name=summary_fr]", "Cette fiche sert à s’exercer : rien n’y est vrai.")
    page.fill("[name=why]", "Exercice / practice")
    with page.expect_navigation():
        page.click("[name=_save]")
