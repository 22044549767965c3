"""Which performance year a document is of, by its template and its period."""

from __future__ import annotations

from openmips.formats.qrda3.building import Tree
from openmips.formats.qrda3.comparing import NOT_QRDA3
from openmips.formats.qrda3.nodes import START, Element
from openmips.formats.qrda3.tables import Template, tables
from openmips.formats.qrda3.written import year_of
from openmips.problems import qrda3_kinds
from openmips.problems.finding import Findings, ProblemKind, listed, shown
from openmips.problems.qrda3_converter_kinds import CONVERTER


def document_extensions(tree: Tree) -> tuple[str, ...]:
    """The extensions of the document template ids that the root has."""
    return tuple(each.attributes.get("extension", "") for each in _document_ids(tree))


def _document_ids(tree: Tree) -> list[Element]:
    root = tables().document_root
    return [each for each in tree.root.template_ids if each.attributes.get("root") == root]


def period_year(tree: Tree) -> int | None:
    """The year in which the first period of the document starts."""
    for node in tree.nodes:
        act = node.nearest(Template.PARAMETERS)
        if act is not None:
            return year_of(act.first(START) or "")
    return None


def converter_year(tree: Tree) -> int | None:
    """The latest year of whose documents CMS's converter takes this one, and which it is of."""
    of_document = {
        year
        for extension in document_extensions(tree)
        for year in tables().document_years.get(extension, ())
    }
    return max(of_document.intersection(tables().converter_years), default=None)


def converter_takes(tree: Tree, year: int) -> bool:
    """Whether CMS's converter of a year takes the document for QRDA III."""
    wanted = tables().document_extensions(year)
    is_document = tree.root.name == tree.names.document
    return is_document and any(extension in wanted for extension in document_extensions(tree))


def year_of_document(tree: Tree, findings: Findings) -> int | None:
    """The performance year of a document; None and a problem where it has none."""
    root, ids = tree.root, _document_ids(tree)
    if root.name != tree.names.document or not ids:
        what = f"the root element is {shown(root.path[1:])}"
        if root.name == tree.names.document:
            what = f"the document lacks the template id {tables().document_root}"
            if any(
                each.attributes.get("root") == tables().hl7_report for each in root.template_ids
            ):
                what = f"the document is QRDA III of HL7, and lacks CMS's {tables().document_root}"
        _refuse(CONVERTER[NOT_QRDA3], root, what, "a QRDA III document for CMS", findings)
        return None
    for each in ids:
        years = tables().document_years.get(each.attributes.get("extension", ""))
        if years:
            return _year(tree, each, years, findings)
    _refuse_extension(ids[0], findings)
    return None


def _refuse_extension(template_id: Element, findings: Findings) -> None:
    """Say of which year the document is instead, where that is known."""
    extension = template_id.attributes.get("extension", "")
    found = f"the extension of the document's template id is {shown(extension)}"
    earlier = tables().earlier_documents.get(extension)
    if earlier:
        found = f"{found}, which is that of {earlier}"
    kind = qrda3_kinds.EARLIER_YEAR if earlier else CONVERTER[NOT_QRDA3]
    known = tables().document_years.items()
    expected = ", ".join(f"{name} for {listed(map(str, years))}" for name, years in known)
    _refuse(kind, template_id, found, expected, findings)


def _year(tree: Tree, template_id: Element, years: tuple[int, ...], findings: Findings) -> int:
    starts = period_year(tree)
    if starts in years:
        return starts
    if starts is not None:
        extension = template_id.attributes["extension"]
        found = f"the period starts in {starts}, and the template id has {extension}"
        findings.add(
            qrda3_kinds.YEAR_OF_ANOTHER_TEMPLATE,
            tree.root.path,
            found,
            f"dates in {listed(map(str, years))}",
            line=template_id.line,
            column=template_id.column,
        )
    return max(years)


def _refuse(
    kind: ProblemKind, place: Element, found: str, expected: str, findings: Findings
) -> None:
    path = place.path if place.parent is None else place.parent.path
    findings.add(kind, path, found, expected, line=place.line, column=place.column)
