"""The text of a document is read exactly, within bounds, or refused with its place."""

from __future__ import annotations

import io
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from formats.documents import problems
from hypothesis import given
from hypothesis import strategies as st

from openmips.formats.strict_json import DEEPEST, MOST_BYTES, read_json
from openmips.problems import Problem, ProblemsFound, document_kinds
from openmips.problems.finding import Findings

MEGABYTE = 1024 * 1024


def value(source: Any) -> object:
    """What a source holds."""
    return read_json(source, Findings("a.json", document_kinds.TOO_MANY_PROBLEMS))


def problem(source: Any) -> Problem:
    """The one problem of a source."""
    (found,) = problems(lambda: value(source))
    return found


def test_numbers_are_exact() -> None:
    """Whole numbers are ints and all others Decimals, as written; none becomes a float."""
    assert value(b"[12, 0.10, 1e2, -0]") == [12, Decimal("0.10"), Decimal("1e2"), 0]
    assert [type(number) for number in value(b"[1, 0.5]")] == [int, Decimal]


def test_byte_order_mark_is_accepted() -> None:
    """Windows programs write a mark before the text."""
    assert value(b"\xef\xbb\xbf{}") == {}


def test_sources_of_every_kind_read_alike(tmp_path: Path) -> None:
    """A path, its text, bytes, a stream and a mapping give the same value."""
    file = tmp_path / "a.json"
    file.write_bytes(b'{"a": [1, null, true]}')
    sources = (file, str(file), file.read_bytes(), io.BytesIO(file.read_bytes()))
    expected = {"a": [1, None, True]}
    assert all(value(source) == expected for source in sources)
    assert value({"a": (1, None, True)}) == expected


def test_broken_text_has_line_and_column() -> None:
    """What is not JSON is refused with the place where it breaks."""
    found = problem(b'{\n  "a": 1,\n  b\n}')
    assert (found.code, found.line, found.column) == ("not_json", 3, 3)
    assert "line 3, column 3" in found.message
    assert "export the file again" in found.remedy
    assert str(found).startswith("a.json, $: This is not JSON")


@pytest.mark.parametrize("raw", [b"", b"  \n\t", b"\xef\xbb\xbf"])
def test_empty_input_is_refused(raw: bytes) -> None:
    """Nothing at all is a problem of its own."""
    assert problem(raw).code == "empty"


@pytest.mark.parametrize("raw", ['{"a": "é"}'.encode("latin-1"), '{"a": 1}'.encode("utf-16")])
def test_other_encodings_are_refused(raw: bytes) -> None:
    """Only UTF-8 is read; the first bad byte is named."""
    found = problem(raw)
    assert found.code == "not_utf8"
    assert "Byte" in found.message
    assert "UTF-8" in found.remedy


def test_repeated_keys_are_refused_each_with_its_place() -> None:
    """A key that stands twice would hide one of its values."""
    found = problems(lambda: value(b'{"a": [{"b": 1, "b": 2}], "c d": 1, "c d": 1}'))
    places = [(one.code, one.location) for one in found]
    assert places == [("repeated_key", '$["c d"]'), ("repeated_key", "$.a[0].b")]


@pytest.mark.parametrize(
    "written", ["NaN", "Infinity", "-Infinity", "1" * 43, "1e400", "1e-400", "1e" + "9" * 30]
)
def test_numbers_out_of_range_are_refused(written: str) -> None:
    """Numbers that are not finite, or absurdly long, large or small, are no amounts."""
    found = problem(f'{{"a": [1, {written}]}}'.encode())
    assert (found.code, found.location) == ("number_out_of_range", "$.a[1]")
    assert "null" in found.remedy


def test_half_characters_are_refused() -> None:
    """An unpaired surrogate cannot be printed; a pair is one character."""
    assert problem(b'{"a": "\\ud83d"}').code == "broken_text"
    assert problem(b'{"\\udc00": 1}').code == "broken_text"
    assert value(b'{"a": "\\ud83d\\ude00"}') == {"a": "\U0001f600"}


def test_missing_file_is_a_problem(tmp_path: Path) -> None:
    """A file that cannot be opened is named with the reason."""
    found = problem(tmp_path / "none.json")
    assert found.code == "file_not_readable"
    assert "No such file" in found.message
    assert problem("bad\0name").code == "file_not_readable"


def test_a_file_of_100_megabytes_is_refused_unread(tmp_path: Path) -> None:
    """A file over the bound is refused without reading it all."""
    file = tmp_path / "huge.json"
    with file.open("wb") as stream:
        stream.truncate(100 * MEGABYTE)
    found = problem(file)
    assert (found.code, "at most 50 MB" in found.message) == ("file_too_large", True)
    assert "one file for each entity" in found.remedy


def test_a_stream_without_end_is_refused() -> None:
    """Of standard input no more than the bound is read either."""

    class Endless(io.RawIOBase):
        """Spaces without end."""

        taken = 0

        def read(self, size: int = -1) -> bytes:
            """As many spaces as are asked for."""
            assert 0 < size <= MOST_BYTES + 1
            self.taken += size
            return b" " * size

    stream = Endless()
    assert problem(stream).code == "file_too_large"
    assert stream.taken == MOST_BYTES + 1


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"a":[', b'["\\"[",'])
@pytest.mark.parametrize("depth", [DEEPEST + 1, 200_000])
def test_deep_nesting_is_refused_before_it_hurts(opening: bytes, depth: int) -> None:
    """A deeply nested text is refused, whether it is complete or not."""
    found = problem(opening * depth)
    assert found.code == "too_deep"
    assert "at most 50 levels" in found.message


def test_brackets_in_texts_are_no_nesting() -> None:
    """Only brackets outside of texts count, and an open text ends the count."""
    assert value(b'["' + b"[" * 1000 + b'\\"["]') == ["[" * 1000 + '"[']
    assert problem(b'["' + b"[" * 1000).code == "not_json"
    assert value(b"[" * DEEPEST + b"]" * DEEPEST)


def test_mappings_are_checked_like_texts() -> None:
    """A document already parsed is held to the same bounds."""
    ring: dict[str, object] = {}
    ring["a"] = ring
    assert problem(ring).code == "too_deep"
    cases = {"b": float("nan"), "c": 10**60, "d": Decimal("Infinity"), "e": {1}, "f": {2: 3}}
    found = [(one.code, one.location) for one in problems(lambda: value(cases))]
    assert found == [
        ("number_out_of_range", "$.b"),
        ("number_out_of_range", "$.c"),
        ("number_out_of_range", "$.d"),
        ("not_json_value", "$.e"),
        ("not_json_value", "$.f"),
    ]


def test_floats_of_programs_become_what_they_print() -> None:
    """A program that parsed JSON its own way hands over floats; their decimals are taken."""
    assert value({"a": 0.1}) == {"a": Decimal("0.1")}


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_read_or_are_refused(raw: bytes) -> None:
    """No input ends in any other way than a value or problems."""
    with suppress(ProblemsFound):
        value(raw)


def test_escapes_outside_of_texts_do_not_slow_the_count() -> None:
    """Finding texts takes time in proportion to the input, also where they never close."""
    assert problem(b'"\\' * MEGABYTE).code == "not_json"


def test_very_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of nothing but values would fill the memory: it ends with one problem."""
    monkeypatch.setattr("openmips.formats.strict_json.MOST_VALUES", 100)
    assert problem(b"[" + b"[]," * 100 + b"0]").code == "too_many_elements"
    assert value(b"[" + b"0," * 90 + b"0]") == [0] * 91
