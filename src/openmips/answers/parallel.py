"""How one question is asked of many documents: in order, on several processors where it pays."""

from __future__ import annotations

import concurrent.futures
import copyreg
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

FEW = 24
"""Up to so many documents one process is quicker than several."""

MUCH = 16 * 1024 * 1024
"""From so many bytes on several processes pay even for few documents."""

MOST_WORKERS = 8
"""More processes are never started."""

_AHEAD = 4

Progress = Callable[[int, int], None]
"""Told how many documents are done, and of how many."""


def _made_again(members: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """An unchangeable mapping in another process."""
    return MappingProxyType(members)


def _taken_apart(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    """How an unchangeable mapping is sent to another process."""
    return _made_again, (dict(mapping),)


copyreg.pickle(MappingProxyType, _taken_apart)


def workers_for(count: int, size: int) -> int:
    """How many processes to use for `count` documents of `size` bytes together."""
    if count < 2 or (count <= FEW and size < MUCH):
        return 1
    return max(1, min(MOST_WORKERS, os.cpu_count() or 1, count))


def each(
    ask: Callable[[T], R], items: Sequence[T], workers: int = 1, progress: Progress | None = None
) -> Iterator[R]:
    """The answer for each item, in the order of the items.

    With several workers `ask`, the items and the answers travel between processes, and only
    a bounded number of answers waits to be taken.
    """
    if workers <= 1:
        for done, item in enumerate(items, 1):
            yield ask(item)
            if progress is not None:
                progress(done, len(items))
        return
    # Named only here: few commands ever load what it takes to start processes.
    with concurrent.futures.ProcessPoolExecutor(workers) as pool:
        try:
            coming = iter(items)
            waiting = deque(pool.submit(ask, item) for item in islice(coming, workers * _AHEAD))
            for done in range(1, len(items) + 1):
                answer = waiting.popleft().result()
                waiting.extend(pool.submit(ask, item) for item in islice(coming, 1))
                yield answer
                if progress is not None:
                    progress(done, len(items))
        finally:
            pool.shutdown(cancel_futures=True)
