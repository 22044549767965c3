"""A number of every year tried, side by side in one integer: all years are reckoned at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

BYTE = 8


class Lanes:
    """Rows of `count` whole numbers from 0 up to `most`, each row packed into one integer.

    Packed rows are added with +, and multiplied by a number with *, as long as no number then
    exceeds `most`. A mask has the highest bit of each lane that it picks. All is exact.
    """

    def __init__(self, count: int, most: int) -> None:
        # One bit tells how a comparison ended; the sum of all lanes must fit into one, too.
        needed = max(1, count * most).bit_length() + 1
        self.count, self._bytes = count, ceil(needed / BYTE)
        self._width = self._bytes * BYTE
        self._whole = (1 << self._width) - 1
        self.ones = self.pack([1] * count)
        self.tops = self.ones << (self._width - 1)

    def mask(self, places: Iterable[int]) -> int:
        """A mask of the lanes at these places."""
        return sum(1 << (self._width * (place + 1) - 1) for place in places)

    def pack(self, numbers: Iterable[int]) -> int:
        """The row of these numbers."""
        size = self._bytes
        return int.from_bytes(b"".join(one.to_bytes(size, "little") for one in numbers), "little")

    def unpack(self, row: int) -> tuple[int, ...]:
        """The numbers of a row."""
        size = self._bytes
        data = row.to_bytes(size * self.count, "little")
        return tuple(
            int.from_bytes(data[place : place + size], "little")
            for place in range(0, len(data), size)
        )

    def at_least(self, row: int, other: int) -> int:
        """A mask of the lanes in which the first row is not below the other."""
        return ((row | self.tops) - other) & self.tops

    def picked(self, row: int, mask: int) -> int:
        """The row with nothing in the lanes that the mask does not pick."""
        return row & (mask - (mask >> (self._width - 1)))

    def most(self, row: int, other: int) -> int:
        """The greater number of two in each lane."""
        return other ^ self.picked(row ^ other, self.at_least(row, other))

    def least(self, row: int, other: int) -> int:
        """The lesser number of two in each lane."""
        return row ^ self.picked(row ^ other, self.at_least(row, other))

    def total(self, row: int) -> int:
        """The sum of all lanes."""
        return row % self._whole

    def inserted(self, tops: Sequence[int], row: int, places: int) -> tuple[int, ...]:
        """The greatest, second greatest ... numbers of each lane, with one row more.

        `tops` are those so far; at most so many `places` are kept.
        """
        found = []
        for held in tops:
            swapped = self.picked(held ^ row, self.at_least(held, row))
            found.append(row ^ swapped)
            row = held ^ swapped
        return (*found, row)[:places]
