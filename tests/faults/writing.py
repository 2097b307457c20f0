"""What one of many writers does: run in a process of its own, for so many seconds.

Transactions stay open for random times, so that they commit in another order than the
one in which they wrote.
"""

import random
import sys
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import ProtectedError

from actions.models import Action, Milestone
from creative_district.kernel.dates import PartialDate
from creative_district.kernel.record import State
from creative_district.kernel.text import Text
from partners.models import Partner, Place
from programme.models import Programme, Source, Statement

STATES = [State.PUBLISHED, State.PUBLISHED, State.WITHDRAWN, State.DRAFT]


GONE = (
    ObjectDoesNotExist,
    IntegrityError,
    ProtectedError,
)


class Writer:
    """One of them; what it writes is also written by the others."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(number)
        self.number = number
        self.serial = 0
        self.written = 0

    def name(self) -> Text:
        self.serial += 1
        return Text(fr=f"Essai {self.number}-{self.serial}")

    def any(self, model: Any) -> Any:
        pks = list(model.objects.values_list("pk", flat=True)[:40])
        if not pks:
            raise model.DoesNotExist
        return model.objects.get(pk=self.chance.choice(pks))

    def pause(self) -> None:
        time.sleep(self.chance.uniform(0, 0.03))

    def create(self) -> None:
        programme = Programme.objects.first()
        place = Place.objects.create(name=self.name(), country="BE", state="published")
        partner = Partner.objects.create(
            name=self.name(),
            slug=Text(fr=f"partenaire-{self.number}-{self.serial}"),
            state=State.PUBLISHED,
        )
        programme.memberships.create(partner=partner, role="member")
        action = Action.objects.create(
            programme=programme,
            title=self.name(),
            slug=Text(fr=f"essai-{self.number}-{self.serial}"),
            lead=partner,
            state=self.chance.choice(STATES),
        )
        self.pause()
        Source.objects.create(
            title=str(self.name()),
            publisher="Essai",
            url=f"https://source.example/{self.number}/{self.serial}",
            language="fr",
            weight="primary",
            state=State.PUBLISHED,
        )
        Milestone.objects.create(
            programme=programme,
            action=action,
            title=self.name(),
            due=PartialDate.parse("2014-06"),
            place=place,
            state=State.PUBLISHED,
        )

    def rename(self) -> None:
        record = self.any(self.chance.choice([Place, Partner]))
        record.name = self.name()
        record.save()

    def retitle_in_bulk(self) -> None:
        action = self.any(Action)
        Action.objects.filter(pk=action.pk).update(title=self.name())

    def change_state(self) -> None:
        record = self.any(self.chance.choice([Action, Milestone, Place, Source]))
        record.state = self.chance.choice(STATES)
        record.save()

    def delete(self) -> None:
        self.any(Milestone).delete()

    def join(self) -> None:
        action, partner = self.any(Action), self.any(Partner)
        getattr(action.participants, self.chance.choice(["add", "remove"]))(partner)

    def cite(self) -> None:
        action = self.any(Action)
        statement = Statement.objects.filter(object_id=action.pk).first()
        if statement:
            statement.delete()
        else:
            action.statements.create(field="title").sources.add(self.any(Source))

    def work(self, seconds: float) -> None:
        """Write for so long; what two writers keep from each other is given up."""
        deeds: list[Callable[[], None]] = [
            self.create,
            self.rename,
            self.retitle_in_bulk,
            self.change_state,
            self.delete,
            self.join,
            self.cite,
        ]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with transaction.atomic():
                    for _deed in range(self.chance.randint(1, 3)):
                        self.chance.choice(deeds)()
                        self.pause()
                    if self.chance.random() < 0.1:
                        transaction.set_rollback(True)
                self.written += 1
            except (OperationalError, *GONE):
                continue
            self.pause()


def main() -> None:
    """Write, and print how many transactions went through."""
    writer = Writer(int(sys.argv[1]))
    writer.work(float(sys.argv[2]))
    print(writer.written)
