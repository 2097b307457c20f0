"""The tables of the ground app."""

from programme.models.discrepancy import Account, Discrepancy
from programme.models.document import Document
from programme.models.news import News
from programme.models.passage import Passage
from programme.models.picture import Picture, Rendering
from programme.models.programme import Programme
from programme.models.source import Source
from programme.models.statement import Statement

__all__ = [
    "Account",
    "Discrepancy",
    "Document",
    "News",
    "Passage",
    "Picture",
    "Programme",
    "Rendering",
    "Source",
    "Statement",
]
