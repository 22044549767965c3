"""Three dots on a page stand for whole lines; all else must be what was printed."""

from __future__ import annotations

import pytest
from pages import Example, run_example, shows

PRINTED = "one\n\n  two  2\nthree\n"


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param("one\n\n  two  2\nthree\n\n", id="all of it"),
        pytest.param("...\n  two  2\nthree\n", id="the beginning left out"),
        pytest.param("one\n...\n", id="the end left out"),
        pytest.param("one\n...\nthree\n", id="the middle left out"),
        pytest.param("one\n\n  two  2\n...\nthree\n", id="nothing left out"),
    ],
)
def test_lines_may_be_left_out(shown: str) -> None:
    """Dots on a line of their own stand for any number of lines."""
    assert shows(shown, PRINTED)


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param("one\n", id="an end that is missing"),
        pytest.param("one\n\n  two 2\nthree\n", id="a space less"),
        pytest.param("one\n\n  two ...\nthree\n", id="dots within a line"),
        pytest.param("three\n...\n", id="a beginning that is missing"),
        pytest.param("...\nthree\n...\none\n", id="another order"),
    ],
)
def test_everything_else_must_be_as_printed(shown: str) -> None:
    """Lines, spaces and order are compared exactly."""
    assert not shows(shown, PRINTED)


def test_only_openmips_is_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A page cannot make the tests run another program."""
    with pytest.raises(ValueError, match="only openmips"):
        run_example(tmp_path_factory.getbasetemp(), Example("rm -r .", ""))
