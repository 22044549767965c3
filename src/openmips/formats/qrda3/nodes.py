"""What a document holds once it is read: its elements' places, and a tree of its templates."""

from __future__ import annotations

from collections.abc import Iterator

from openmips.formats.qrda3.tables import Template

ID = "id"
CODE = "code"
COUNT = "count"
UUID = "uuid"
START = "start"
END = "end"
RATE = "rate"
NO_RATE = "no_rate"
CATEGORY = "category"
"""Names under which a node keeps the values found for it."""


class Element:
    """One element while the document is read, and afterwards the place of what it held.

    `line` and `column`, counted from 1, are those of the end of its opening tag; they are
    known for template ids and for what the header holds. `kind` is the template that a
    template id names. `kept` are the elements in it that hold values, `items` its template
    ids and what its parts yield.
    Elements are made by the thousand, hence no dataclass and no empty lists.
    """

    __slots__ = (
        "attributes",
        "column",
        "counts",
        "index",
        "items",
        "kept",
        "kind",
        "line",
        "name",
        "parent",
        "templated",
    )
    column: int
    kind: Template | None
    line: int

    def __init__(
        self, name: str, attributes: dict[str, str], parent: Element | None, index: int
    ) -> None:
        self.name = name
        self.attributes = attributes
        self.parent = parent
        self.index = index
        self.counts: dict[str, int] | None = None
        self.kept: list[Element] | None = None
        self.items: list[Element | Node] | None = None
        self.templated = False

    @property
    def template_ids(self) -> list[Element]:
        """The template ids that the element has, known or not."""
        return [item for item in self.items or () if isinstance(item, Element)]

    @property
    def path(self) -> str:
        """The XPath of the element, with an index only among several of one name."""
        if self.parent is None:
            return f"/{_local(self.name)}"
        counts = self.parent.counts or {}
        index = f"[{self.index}]" if counts.get(self.name, 1) > 1 else ""
        return f"{self.parent.path}/{_local(self.name)}{index}"

    def under(self, *names: str) -> Iterator[Element]:
        """The elements that a path of names leads to."""
        first, *rest = names
        for element in self.kept or ():
            if element.name == first:
                if rest:
                    yield from element.under(*rest)
                else:
                    yield element


class Node:
    """One template of a document: what it is, the values found for it, and what is in it.

    `values` holds every value found under a name, in document order. The place is that of
    the template id.
    """

    __slots__ = ("children", "column", "element", "extension", "kind", "line", "parent", "values")

    def __init__(self, kind: Template, element: Element, template_id: Element) -> None:
        self.kind = kind
        self.element = element
        self.extension = template_id.attributes.get("extension")
        self.line = template_id.line
        self.column = template_id.column
        self.parent: Node | None = None
        self.children: list[Node] = []
        self.values: dict[str, list[str]] = {}

    def first(self, name: str) -> str | None:
        """The first value found under a name."""
        found = self.values.get(name)
        return found[0] if found else None

    def of(self, *kinds: Template) -> list[Node]:
        """The children of some kinds."""
        return [child for child in self.children if child.kind in kinds]

    def nearest(self, *kinds: Template) -> Node | None:
        """The first of some kinds within the node, the nearest level first; perhaps itself."""
        level = [self]
        while level:
            for node in level:
                if node.kind in kinds:
                    return node
            level = [child for node in level for child in node.children]
        return None

    def around(self, *kinds: Template) -> Node | None:
        """The node itself, or the nearest around it, of some kinds."""
        node: Node | None = self
        while node is not None and node.kind not in kinds:
            node = node.parent
        return node


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
