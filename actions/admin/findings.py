"""What is still to be said of actions and milestones before the public sees them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.models import Milestone
from actions.reminders.dossier import Dossier
from creative_district.kernel.admin.findings import Finding


def without_milestones(milestones: Iterable[Milestone]) -> Iterator[Finding]:
    """Yield that nothing is due within an action."""
    if not milestones:
        # Translators: “L’action n’a aucun jalon.”
        yield Finding(_("The action has no milestone."))


def unaddressed(programme: Any, milestones: Iterable[Milestone]) -> Iterator[Finding]:
    """Yield of how many milestones that rules speak of nobody would be reminded."""
    dossier = Dossier.of(programme, [milestone.pk for milestone in milestones])
    spoken = {kind for rule in dossier.terms.rules for kind in rule.kinds}
    count = sum(
        subject.kind in spoken and not subject.responsible
        for subject in dossier.subjects.values()
    )
    if count:
        # Translators: “Personne ne recevrait de rappel pour un jalon : il manque un
        # contact.”
        words = ngettext(
            "Nobody would be reminded of a milestone: a contact is missing.",
            "Nobody would be reminded of %(count)d milestones: contacts are missing.",
            count,
        )
        yield Finding(words % {"count": count})
