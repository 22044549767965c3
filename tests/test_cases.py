"""Every case that a policy expert can read comes out as it says."""

from __future__ import annotations

import pytest
from cases.asking import answer
from cases.comparing import differences
from cases.reading import Instance, instances


@pytest.mark.parametrize("case", instances(), ids=lambda case: case.name)
def test_case(case: Instance) -> None:
    """What the case asks is answered as the case expects."""
    assert differences(case.expect, answer(case)) == []
