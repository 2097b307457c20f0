"""What pages tell besides, and the API does not: written, it makes another edition."""

from django.db.models import Model

from actions.models import Action
from partners.models import Boundary
from programme.models import Account, Discrepancy, Passage, Picture, Rendering

PAGES_READ: list[type[Model]] = [
    Account,
    Boundary,
    Discrepancy,
    Discrepancy.sources.through,
    Passage,
    Picture,
    Rendering,
    Action.discrepancies.through,
    Action.documents.through,
    Action.news.through,
]
