"""A person, whatever rows they have: accounts and contacts."""

import re
from dataclasses import dataclass
from operator import attrgetter
from typing import Self, TypeVar

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from creative_district.accounts.erasure import is_erased
from creative_district.accounts.models import User
from partners.models import Contact

Row = TypeVar("Row", User, Contact)


@dataclass(frozen=True, slots=True)
class Person:
    """The accounts and contacts that belong together.

    Those of one address, in any programme, and those that a contact's account joins.
    """

    accounts: tuple[User, ...]
    contacts: tuple[Contact, ...]

    @classmethod
    def of(cls, record: User | Contact) -> Self:
        """Return the person that an account or a contact stands for."""
        accounts = {record} if isinstance(record, User) else set()
        contacts = {record} if isinstance(record, Contact) else set()
        while True:
            found = cls(_sorted(accounts), _sorted(contacts))
            accounts, contacts = set(_accounts(found)), set(_contacts(found))
            if len(accounts) + len(contacts) == len(found.rows):
                return found

    @property
    def rows(self) -> tuple[User | Contact, ...]:
        """All rows."""
        return (*self.accounts, *self.contacts)

    @property
    def emails(self) -> set[str]:
        """The addresses, in small letters."""
        return {row.email.casefold() for row in self.rows if row.email}

    @property
    def names(self) -> set[str]:
        """What names them in a text: what they are called, and their addresses.

        A name to sign in with that is a plain word may mean anything.
        """
        called = {contact.name for contact in self.contacts}
        called |= {account.get_full_name() for account in self.accounts}
        called |= {a.username for a in self.accounts if not a.username.isalpha()}
        return {name for name in (*called, *self.emails) if name.strip()}

    @property
    def mentions(self) -> re.Pattern[str]:
        """Whatever names the person, as whole words, in any case."""
        names = sorted(map(re.escape, self.names), key=len, reverse=True)
        any_of_them = "|".join(names) or "(?!)"
        return re.compile(rf"(?<!\w)(?:{any_of_them})(?!\w)", re.IGNORECASE)

    @property
    def is_erased(self) -> bool:
        """Whether aliases alone are left."""
        return all(map(is_erased, self.accounts)) and all(
            contact.is_erased for contact in self.contacts
        )


def _accounts(person: Person) -> QuerySet[User]:
    """Return the accounts that belong to what is known of a person."""
    ids = [account.pk for account in person.accounts]
    linked = [each.user_id for each in person.contacts if each.user_id]
    return User.objects.alias(lowered=Lower("email")).filter(
        Q(pk__in=[*ids, *linked]) | Q(lowered__in=person.emails)
    )


def _contacts(person: Person) -> QuerySet[Contact]:
    """Return the contacts that belong to what is known of a person."""
    ids = [contact.pk for contact in person.contacts]
    found = Contact.objects.alias(lowered=Lower("email")).filter(
        Q(pk__in=ids) | Q(lowered__in=person.emails) | Q(user__in=person.accounts)
    )
    return found.select_related("programme", "partner", "user")


def _sorted(rows: set[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=attrgetter("pk")))
