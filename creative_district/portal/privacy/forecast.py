"""What erasing a person will do, in sentences for whoever is asked to confirm it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actions.models import Milestone, Reminder
from actions.reminders.vocabulary import State
from creative_district.portal.privacy.person import Person
from creative_district.portal.privacy.traces import entries_about, letters_about

KEPT = gettext_lazy(
    "The contact “%(name)s” of %(programme)s becomes an alias that gets no mail; the "
    "list of reminders keeps it."
)


def forecast(person: Person) -> Iterator[str]:
    """Yield a sentence for each thing that will happen; nothing of what will not."""
    yield from _of_accounts(person)
    yield from _of_contacts(person)
    if count := len(letters_about(person)):
        yield ngettext(
            # Translators: “%(count)d message de la boîte aux lettres, qui lui est
            # adressé ou qui nomme la personne, est effacé.”
            "%(count)d letter in the mailbox that went to the person or names them is "
            "erased.",
            "%(count)d letters in the mailbox that went to the person or name them are "
            "erased.",
            count,
        ) % {"count": count}
    if count := entries_about(person).count():
        yield ngettext(
            "%(count)d line of the staff pages’ log names the alias instead.",
            "%(count)d lines of the staff pages’ log name the alias instead.",
            count,
        ) % {"count": count}


def _of_accounts(person: Person) -> Iterator[str]:
    for account in person.accounts:
        yield _(
            "The account “%(name)s” is closed: name, address, password and rights go, "
            "its sessions end and its preview links are revoked. The history keeps an "
            "alias in its place."
        ) % {"name": account.username}


def _of_contacts(person: Person) -> Iterator[str]:
    for contact in person.contacts:
        told = {"name": contact.name, "programme": contact.programme}
        if contact.reminders.exists():
            yield KEPT % told
        else:
            yield _("The contact “%(name)s” of %(programme)s is deleted.") % told
    unsent = Reminder.objects.filter(
        contact__in=person.contacts, state__in=[State.PLANNED, State.CLAIMED]
    )
    if count := unsent.count():
        yield ngettext(
            "%(count)d reminder that was still to be sent is cancelled.",
            "%(count)d reminders that were still to be sent are cancelled.",
            count,
        ) % {"count": count}
    if count := Milestone.objects.filter(responsible__in=person.contacts).count():
        yield ngettext(
            "%(count)d milestone falls back to the contact of the partner that leads.",
            "%(count)d milestones fall back to the contact of the partner that leads.",
            count,
        ) % {"count": count}
