"""Where in a document the problems of its submission stand: JSONPath to element."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from openmips.formats.qrda3.encoding import Places
from openmips.formats.qrda3.nodes import Element, Node
from openmips.problems.finding import Problem

_WHOLE = "$"


def relocated(
    problems: Iterable[Problem], places: Places, wrong: Iterable[Node | Element]
) -> tuple[Problem, ...]:
    """The problems of a submission as problems of the document it was made from.

    What follows from a part of the document that is already known to be wrong is left out.
    """
    already = {id(place) for place in wrong}
    within = {id(around) for place in wrong for around in _around(place)}
    found = []
    for problem in problems:
        place = _place(problem.location, places)
        if id(place) in within or any(id(around) in already for around in _around(place)):
            continue
        element = place.element if isinstance(place, Node) else place
        found.append(
            replace(
                problem,
                message=f"{problem.message} In the submission: {problem.location}.",
                location=element.path,
                line=place.line,
                column=place.column,
            )
        )
    return tuple(found)


def _place(location: str, places: Places) -> Node | Element:
    """What the innermost known part of the submission around a place was made from."""
    path = location
    while path not in places:
        path = path[: max(path.rfind("."), path.rfind("["))] or _WHOLE
    return places[path]


def _around(place: Node | Element) -> Iterable[Node | Element]:
    """A node and all that it lies in; an element of the header stands by itself."""
    yield place
    node = place.parent if isinstance(place, Node) else None
    while node is not None:
        yield node
        node = node.parent
