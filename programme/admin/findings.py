"""What is still to be said of a programme's records before the public sees them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from creative_district.kernel.admin.findings import Finding


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
