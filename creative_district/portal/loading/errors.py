"""What is wrong with a file, and where in it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing to correct: its place (`actions[3].start.value`) and what is wrong."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class LoadError(Exception):
    """A file that cannot be loaded, with everything that is wrong with it.

    Nothing was written.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Problems:
    """The problems found so far."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, place: str, message: object) -> None:
        """Note that something is wrong at a place; the rest is still looked at."""
        self.found.append(Problem(place, str(message)))

    def stop_if_any(self) -> None:
        """Raise `LoadError` with all of them, unless there are none."""
        if self.found:
            raise LoadError(self.found)
