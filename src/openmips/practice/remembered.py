"""What follows from a year's records and a day is worked out once, and kept until they change.

The key is the practice's year, what the answer follows from (its version, which each change
counts up, unless less is said to matter), and the day. The rules and CMS's data cannot change
while the program runs. So nothing that is given out is older than the year that was asked
about, and nothing is another practice's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Event, Lock
from typing import Generic, TypeVar
from uuid import UUID

from openmips.practice.access import NotThere
from openmips.practice.models import PracticeYear

T = TypeVar("T")
Key = tuple[UUID, int, Hashable, date, tuple[Hashable, ...]]

MOST = 128
"""How many answers of one kind are kept; those not asked for longest go first."""

_TRIES = 3


def version(year: PracticeYear, as_of: date) -> Hashable:
    """What counts up with every change of the year."""
    return year.version


class Remembered(Generic[T]):
    """Gives out what `make` makes of a year as it is now and a day; each answer is made once.

    `also` is what else the answer depends on, such as whose it is. Where several ask at once,
    one makes the answer and the others wait for it. Within a deed it must not be asked: what is
    not yet saved could be kept.
    """

    def __init__(
        self,
        make: Callable[..., T],
        most: int = MOST,
        *,
        follows_from: Callable[[PracticeYear, date], Hashable] = version,
        lasts: Callable[[T], bool] = lambda made: True,
    ) -> None:
        """`follows_from` is all of the year that an answer depends on.

        What does not last, such as that there was no room to make the answer, is not kept.
        """
        self._make = make
        self._most = most
        self._follows_from = follows_from
        self._lasts = lasts
        self._kept: OrderedDict[Key, T] = OrderedDict()
        self._begun: dict[Key, Event] = {}
        self._guard = Lock()

    def __call__(self, year: PracticeYear, as_of: date, *also: Hashable) -> T:
        """The answer for the year as it was read, or as it is now where it has changed since."""
        key = self._key(year, as_of, also)
        while True:
            with self._guard:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
                begun = self._begun.get(key)
                if begun is None:
                    self._begun[key] = begun = Event()
                    break
            begun.wait()
        try:
            return self._made(year, as_of, *also)
        finally:
            with self._guard:
                del self._begun[key]
            begun.set()

    def at_hand(self, year: PracticeYear, as_of: date, *also: Hashable) -> T | None:
        """The answer if it is kept already."""
        key = self._key(year, as_of, also)
        with self._guard:
            return self._kept.get(key)

    def _made(self, year: PracticeYear, as_of: date, *also: Hashable) -> T:
        """A new answer; kept only if the year stayed as it was while it was made."""
        now = _now(year)
        key = self._key(now, as_of, also)
        for _ in range(_TRIES):
            made = self._make(now, as_of, *also)
            before, now = key, _now(year)
            key = self._key(now, as_of, also)
            if key == before:
                if self._lasts(made):
                    self._keep(key, made)
                break
        return made

    def _keep(self, key: Key, made: T) -> None:
        with self._guard:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _key(self, year: PracticeYear, as_of: date, also: tuple[Hashable, ...]) -> Key:
        state = self._follows_from(year, as_of)
        return year.practice_id, year.performance_year, state, as_of, also


def _now(year: PracticeYear) -> PracticeYear:
    found = PracticeYear.objects.select_related("practice").filter(pk=year.pk).first()
    if found is None:
        raise NotThere("The year was erased.")
    return found
