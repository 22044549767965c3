"""Whatever the text of a document is, it is read or has one clear problem, in little memory."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from formats.qrda3.documents import Plan, document

from openmips.formats.qrda3 import ACCEPTED, REJECTED, Compat, building, read_qrda3
from openmips.formats.qrda3.building import DEEPEST, MOST_ATTRIBUTES
from openmips.formats.strict_json import MOST_BYTES

GOOD = document(Plan(2025))
BODY = GOOD.partition(b"?>\n")[2]
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><ClinicalDocument>&d;</ClinicalDocument>"""
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "http://example.org/x">]>'
    b"<ClinicalDocument>&x;</ClinicalDocument>"
)
UNREADABLE = {
    "nothing": (b"", "qrda3_no_xml"),
    "blanks": (b" \n\t ", "qrda3_no_xml"),
    "a sentence": (b"Dear colleague,", "qrda3_no_xml"),
    "an element left open": (b"<ClinicalDocument><id>", "qrda3_no_xml"),
    "something after the root": (b"<ClinicalDocument/><more/>", "qrda3_no_xml"),
    "an unknown entity": (b"<ClinicalDocument>&nbsp;</ClinicalDocument>", "qrda3_no_xml"),
    "an unknown prefix": (b"<a:ClinicalDocument/>", "qrda3_no_xml"),
    "a repeated attribute": (b'<ClinicalDocument a="1" a="2"/>', "qrda3_no_xml"),
    "a null byte": (b"<ClinicalDocument>\x00</ClinicalDocument>", "qrda3_no_xml"),
    "a billion laughs": (LAUGHS, "qrda3_doctype"),
    "an external entity": (OUTSIDE, "qrda3_doctype"),
    "a document type": (b"<!DOCTYPE html><html/>", "qrda3_doctype"),
    "a deep nest": (b"<a>" * 10_000 + b"</a>" * 10_000, "qrda3_nested_too_deep"),
    "many attributes": (
        b"<r><a " + b" ".join(b'a%d=""' % n for n in range(MOST_ATTRIBUTES + 1)) + b"/></r>",
        "qrda3_too_many_attributes",
    ),
    "Latin letters in UTF-8": (
        b"<?xml version='1.0' encoding='UTF-8'?><ClinicalDocument>caf\xe9</ClinicalDocument>",
        "qrda3_bad_encoding",
    ),
    "UTF-8 that says it is UTF-16": (
        b"<?xml version='1.0' encoding='UTF-16'?><ClinicalDocument/>",
        "qrda3_bad_encoding",
    ),
    "an unknown encoding": (
        b"<?xml version='1.0' encoding='klingon'?><ClinicalDocument/>",
        "qrda3_bad_encoding",
    ),
    "a dangerous encoding": (
        b"<?xml version='1.0' encoding='unicode_escape'?><ClinicalDocument/>",
        "qrda3_bad_encoding",
    ),
    "broken Chinese": (
        b"<?xml version='1.0' encoding='gb18030'?><ClinicalDocument>\xff\xff</ClinicalDocument>",
        "qrda3_bad_encoding",
    ),
}


class Endless(io.BytesIO):
    """A document that never ends."""

    given = 0

    def read(self, size: int | None = -1) -> bytes:
        piece = b"<ClinicalDocument>" if not self.given else b" " * (size or 0)
        self.given += len(piece)
        return piece


@pytest.mark.parametrize(("text", "code"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_xml_has_one_clear_problem(text: bytes, code: str) -> None:
    """One problem says what is wrong; comparing with CMS's converter it is number 2."""
    converted = read_qrda3(text)
    assert [problem.code for problem in converted.problems] == [code]
    assert converted.outcome == REJECTED
    (problem,) = read_qrda3(text, compat=Compat()).problems
    assert problem.code == "2"


def test_a_document_has_so_many_elements_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than allowed is one clear problem."""
    monkeypatch.setattr(building, "MOST_ELEMENTS", 100)
    for elements, code in ((99, "qrda3_ct_5"), (100, "qrda3_too_many_elements")):
        text = b"<r>" + b"<a/>" * elements + b"</r>"
        assert [problem.code for problem in read_qrda3(text).problems] == [code]


def test_a_problem_of_the_text_says_where() -> None:
    """Line and column are those of the text, counted from 1."""
    (problem,) = read_qrda3(b"<ClinicalDocument>\n  <id></ID>").problems
    assert (problem.location, problem.line, problem.column) == ("/", 2, 9)


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + GOOD,
        BODY,
        b"<!-- made by an EHR -->\n" + BODY,
        ("<?xml version='1.0' encoding='UTF-16'?>" + BODY.decode()).encode("utf-16"),
        ("<?xml version='1.0'?>" + BODY.decode()).encode("utf-32"),
        b"<?xml version='1.0' encoding='ISO-8859-1'?>" + BODY.replace(b"Invented", b"\xe9\xe8"),
        b"<?xml version='1.0' encoding='windows-1252'?>" + BODY.replace(b"Invented", b"\x80"),
        b"<?xml version='1.0' encoding='gbk'?>" + BODY.replace(b"Invented", b"\xd6\xd0"),
        b'<?xml version="1.0" encoding="us-ascii"?>' + BODY,
    ],
    ids=["mark", "bare", "comment", "UTF-16", "UTF-32", "Latin-1", "Windows", "Chinese", "ASCII"],
)
def test_a_document_may_come_in_many_encodings(text: bytes) -> None:
    """Byte-order marks and declared encodings are understood."""
    converted = read_qrda3(text)
    assert (converted.outcome, converted.problems) == (ACCEPTED, ())
    assert converted.submission_json == read_qrda3(GOOD).submission_json


def test_a_document_may_use_prefixes() -> None:
    """The namespace counts, not its prefix; the places name no prefix either."""
    text = BODY.replace(b"xmlns=", b"xmlns:v3=").replace(b"</", b"</v3:")
    text = text.replace(b"<", b"<v3:").replace(b"<v3:/v3:", b"</v3:")
    assert read_qrda3(text).submission_json == read_qrda3(GOOD).submission_json
    broken = text.replace(b'value="60"', b'value="sixty"')
    (problem,) = read_qrda3(broken).problems
    assert problem.location.startswith("/ClinicalDocument/component/structuredBody/component/")


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    """A missing file is a problem of its own, in the comparing mode too."""
    for compat in (None, Compat()):
        converted = read_qrda3(tmp_path / "none.xml", compat=compat)
        assert [problem.code for problem in converted.problems] == ["file_not_readable"]


def test_a_file_is_named_in_its_problems(tmp_path: Path) -> None:
    """Without another name a file goes by its path."""
    path = tmp_path / "letter.xml"
    path.write_bytes(b"Dear colleague")
    assert [problem.file for problem in read_qrda3(path).problems] == [str(path)]
    assert [problem.file for problem in read_qrda3(path, file="letter").problems] == ["letter"]


def test_a_huge_file_is_refused_without_being_held(tmp_path: Path) -> None:
    """200 MB give one problem, and take no more memory than a few pieces of it."""
    path = tmp_path / "huge.xml"
    with path.open("wb") as stream:
        stream.write(b"<ClinicalDocument>")
        stream.truncate(200 * 1024 * 1024)
    tracemalloc.start()
    try:
        converted = read_qrda3(path)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [problem.code for problem in converted.problems] == ["file_too_large"]
    assert most < 20 * 1024 * 1024


def test_an_endless_stream_is_stopped() -> None:
    """A stream is read up to the limit, and then refused."""
    stream = Endless()
    converted = read_qrda3(stream)
    assert [problem.code for problem in converted.problems] == ["file_too_large"]
    assert stream.given <= MOST_BYTES + 1024 * 1024


def test_large_documents_are_not_held_whole() -> None:
    """Of a document of 30 MB no more is held than its structure needs."""

    def text() -> Iterator[bytes]:
        start, end = GOOD.split(b"</section>")
        yield start
        for _ in range(3000):
            yield (
                b"<text>"
                + b"<td><content>" * 2
                + b" " * 10_000
                + b"</content></td>" * 2
                + b"</text>"
            )
        yield b"</section>" + end

    whole = b"".join(text())
    assert len(whole) > 30_000_000
    tracemalloc.start()
    try:
        converted = read_qrda3(io.BytesIO(whole))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert converted.problems == ()
    assert most < 5 * 1024 * 1024


def test_depth_is_counted_exactly() -> None:
    """The deepest nest allowed is read; one more is not."""
    for depth, code in ((DEEPEST, "qrda3_ct_5"), (DEEPEST + 1, "qrda3_nested_too_deep")):
        text = b"<a>" * depth + b"</a>" * depth
        assert [problem.code for problem in read_qrda3(text).problems] == [code]


def test_the_converter_stops_at_a_hundred_errors() -> None:
    """Of 120 errors a hundred are listed, and then number 82; otherwise all."""
    answers = [{"repeat": [f"IA_EPA_2-entry{'-again' * times}"]} for times in range(119)]
    plan = Plan(2025, measures=(), activities=("IA_EPA_2",))
    text = document(plan, [{"set": {"IA_EPA_2-code": {"code": "?"}}}, *answers])
    numbers = [problem.code for problem in read_qrda3(text, compat=Compat()).problems]
    assert numbers == ["51"] * 100 + ["82"]
    codes = [problem.code for problem in read_qrda3(text).problems]
    assert codes.count("qrda3_ct_51") == 120
