"""What a page has to say of the facts that nobody has found yet."""

from django.utils.translation import gettext as _

from actions.models import Action


def unknowns(action: Action) -> list[str]:
    """Return a sentence for each thing that the record does not know of an action."""
    missing = {
        _("No start date was found."): action.start is None and action.end is not None,
        _("No end date was found."): action.end is None and action.start is not None,
        _("No date was found."): action.start is None and action.end is None,
        _("No source says who led it."): action.lead_id is None,
        _("No result was found."): not action.outcome,
    }
    return [sentence for sentence, is_missing in missing.items() if is_missing]
