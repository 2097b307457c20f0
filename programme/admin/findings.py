"""What is still to be said of a programme's records before the public sees them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from creative_district.kernel.admin.findings import Finding, page_of, words_for
from creative_district.kernel.record import State


def unsourced(record: Any) -> Iterator[Finding]:
    """Yield that no source supports a record, or one of its statements."""
    statements = list(record.statements.prefetch_related("sources"))
    bare = [each for each in statements if not each.sources.all()]
    if len(bare) == len(statements):
        # Translators: “Aucune source ne soutient ce qui est dit.”
        yield Finding(_("No source supports what is said."))
    elif bare:
        words = ngettext(
            "%(count)d statement has no source.",
            "%(count)d statements have no source.",
            len(bare),
        )
        yield Finding(words % {"count": len(bare)})


def hidden_picture(record: Any) -> Iterator[Finding]:
    """Yield that the public would not see the picture of a record."""
    picture = getattr(record, "picture", None)
    if picture and picture.state != State.PUBLISHED:
        said = _("The %(kind)s “%(record)s” is not public (%(state)s).")
        yield Finding(said % words_for(picture), address=page_of(picture))
