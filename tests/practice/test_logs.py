"""No line of the log names anybody, whatever went wrong."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.test import Client

from openmips.practice.models import PracticeYear
from openmips.site.logs import JsonLines, logging_settings, warnings_to_log, without_identifiers

NAME, TIN, NPI, MEDICARE = "Rosgard", "001234567", "1000000004", "1EG4-TE5-MK73"
PRIVATE = (NAME, TIN, NPI, MEDICARE, MEDICARE.replace("-", ""), "00-1234567")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that anything logs, as it would be written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    """The lines of the log; each is one JSON object."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        (f"NPI {NPI}.", "NPI ****."),
        ("TIN 00-1234567", "TIN ****"),
        (f"abc{TIN}def", "abc****def"),
        (f"of {MEDICARE}", "of ****"),
        ("of 1eg4te5mk73", "of ****"),
        ("measure 047 in 2024", "measure 047 in 2024"),
    ],
)
def test_identifiers_are_hidden(text: str, safe: str) -> None:
    """Numbers of nine digits or more and Medicare numbers go; short numbers stay."""
    assert without_identifiers(text) == safe


def test_what_others_put_into_a_line_is_left_out(log: io.StringIO) -> None:
    """Of another program's line only the pattern gets out, not the values."""
    logging.getLogger("waitress").error("Exception while serving %s", f"/find/{NAME}/{NPI}")
    (line,) = lines(log)
    assert line["event"] == "Exception while serving %s"
    assert not any(one in log.getvalue() for one in PRIVATE)


def test_a_text_that_may_be_filled_in_is_left_out(log: io.StringIO) -> None:
    """What Django finds suspicious it logs with the name that was sent; only the place is kept."""
    error = SuspiciousFileOperation(f"Detected path traversal attempt in '{NAME}.csv'")
    logging.getLogger("django.security.SuspiciousFileOperation").error(str(error))
    (line,) = lines(log)
    assert line["event"] == ""
    assert str(line["place"]).startswith("test_logs.py:")
    assert NAME not in log.getvalue()


def test_a_warning_tells_its_kind_and_place_and_not_its_words(
    log: io.StringIO,
) -> None:
    """Libraries warn of values; the words of a warning get into no line."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings_to_log()
        warnings.warn(f"the birth date of {NAME} has no zone", RuntimeWarning, stacklevel=1)
    (line,) = lines(log)
    assert (line["kind"], str(line["place"]).partition(":")[0]) == (
        "RuntimeWarning",
        "test_logs.py",
    )
    assert NAME not in log.getvalue()


def test_of_our_own_lines_only_known_fields_get_out(log: io.StringIO) -> None:
    """A field that nobody has listed does not appear, and a listed one hides identifiers."""
    practice = UUID("00000000-0000-4000-8000-000000000001")
    extra = {"practice": practice, "kind": f"837p of {NPI}", "patient": NAME, "rows": 3}
    logging.getLogger("openmips.imports").info("import_read", extra=extra)
    (line,) = lines(log)
    assert {key: one for key, one in line.items() if key != "at"} == {
        "level": "info",
        "logger": "openmips.imports",
        "event": "import_read",
        "practice": str(practice),
        "kind": "837p of ****",
        "rows": 3,
    }


def fail() -> None:
    """Raise an error with a cause, both of which name somebody."""
    try:
        {}[f"patient {NAME} {MEDICARE}"]
    except KeyError as error:
        raise ValueError(f"NPI {NPI}") from error


def test_an_exception_tells_its_place_and_not_its_words(log: io.StringIO) -> None:
    """The types and the frames are there; what the exceptions said is not."""
    try:
        fail()
    except ValueError:
        logging.getLogger("openmips.imports").exception("import_stopped")
    (line,) = lines(log)
    told = line["exception"]
    assert isinstance(told, dict)
    assert told["types"] == ["ValueError", "KeyError"]
    assert told["frames"][-1].endswith(" fail")
    assert not any(one in log.getvalue() for one in PRIVATE)


def test_a_request_is_logged_by_its_pattern(
    oak_street: PracticeYear, log: io.StringIO, client: Client
) -> None:
    """What somebody types into an address stands in no line, even where there is no such page."""
    client.get(f"/practices/{oak_street.practice_id}/2024/", {"patient": NAME, "npi": NPI})
    client.get(f"/no/such/{NAME}/{NPI}/{TIN}?mbi={MEDICARE}")
    client.post("/practices/", {"name": NAME, "tin": TIN})
    requests = [line for line in lines(log) if line["logger"] == "openmips.requests"]
    assert [line["status"] for line in requests] == [404, 404, 422]
    assert requests[0]["route"] == "practices/<uuid:practice_id>/<int:performance_year>/"
    assert requests[0]["practice"] == str(oak_street.practice_id)
    assert not any(one in log.getvalue() for one in PRIVATE)


def test_the_settings_write_json_to_standard_error() -> None:
    """Django is told to write every line through the formatter."""
    told = logging_settings("INFO")
    assert told["root"]["handlers"] == ["error"]
    assert told["handlers"]["error"]["formatter"] == "lines"
    assert told["formatters"]["lines"]["()"] == "openmips.site.logs.JsonLines"
