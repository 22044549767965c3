"""Whatever a document holds, it reads or its problems are named; nothing else happens."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import Any

from formats.documents import (
    activities,
    counts,
    individual,
    interoperability,
    measurement,
    profile,
    quality,
    read_profile,
    strata,
    stratum,
    submission,
)
from formats.test_profile import FULL, INDICATOR
from hypothesis import given
from hypothesis import strategies as st

from openmips.catalog import catalog_for
from openmips.formats.assemble import performances
from openmips.formats.qpp_json import read_submission
from openmips.problems import ProblemsFound

WHOLE = submission(
    quality(
        measurement("001", counts()),
        measurement("AAD6", counts(performanceRate=80)),
        measurement("400", strata(stratum("screening"), stratum("follow-up/trtmt"))),
        measurement(
            "483",
            {
                "isEndToEndReported": True,
                "numerator": 1,
                "denominator": 2,
                "observationInstances": 2,
            },
        ),
    ),
    quality(
        measurement("CAHPS_1", {"score": 80, "isBelowMinimum": False}),
        submissionMethod="certifiedSurveyVendor",
    ),
    activities("IA_EPA_1"),
    interoperability(
        measurement("PI_PPHI_1", True),
        measurement("PI_EP_1", {"numerator": 1, "denominator": 2}),
    ),
)
PROFILES = (FULL, profile(riskIndicators={"medical": INDICATOR, "social": INDICATOR}))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        ["", "mips", "G0053", "479", "TPCC_1", "IA_PM_2", "PI_HIE_5", "2024-02-30", "apm", "claims"]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values below a value."""
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    else:
        return [path]
    return [path] + [below for key, part in inner for below in places(part, (*path, key))]


@st.composite
def mutated(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """A document with a few values replaced, taken out or added."""
    changed = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from([path for path in places(changed) if path]))
        holder: Any = changed
        for key in path[:-1]:
            holder = holder[key]
        match draw(st.sampled_from(["replace", "remove", "add", "double"])):
            case "replace":
                holder[path[-1]] = draw(VALUES)
            case "remove":
                del holder[path[-1]]
            case "double" if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[path[-1]]))
            case _ if isinstance(holder, dict):
                holder[draw(st.text(max_size=5))] = draw(VALUES)
        if not changed:
            break
    return changed


@given(mutated(WHOLE) | mutated(individual()))
def test_any_submission_reads_or_is_refused(document: dict[str, Any]) -> None:
    """No change to a document ends in anything but a value or problems."""
    with suppress(ProblemsFound):
        value = read_submission(document).value
        catalog = catalog_for(value.performance_year)
        assert performances([value], None, catalog)


@given(st.sampled_from(PROFILES).flatmap(mutated))
def test_any_profile_reads_or_is_refused(document: dict[str, Any]) -> None:
    """No change to a profile ends in anything but a value or problems."""
    with suppress(ProblemsFound):
        value = read_profile(document).value
        assert performances([], value, None)


@given(st.data())
def test_any_cut_of_a_text_reads_or_is_refused(data: st.DataObject) -> None:
    """A file that was cut, or has bytes overwritten, is refused or read."""
    text = json.dumps(WHOLE).encode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 20, len(text))))
    with suppress(ProblemsFound):
        read_submission(text[:start] + data.draw(st.binary(max_size=5)) + text[end:])


def test_the_whole_document_reads() -> None:
    """What the laws start from is itself as it should be."""
    assert read_submission(WHOLE).warnings == ()
    assert all(read_profile(document).value for document in PROFILES)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_possible_counts_are_read_as_written(met: int, not_met: int, more: int) -> None:
    """Counts that can be true together pass through unchanged."""
    value = counts(met + not_met + more, met, not_met)
    text = json.dumps(submission(quality(measurement("001", value))))
    (only,) = read_submission(text.encode()).value.measurement_sets
    assert isinstance(only.content, tuple)
    read = only.content[0].value
    assert (read.eligible, read.met, read.not_met) == (met + not_met + more, met, not_met)
