"""What to keep as evidence is told for everything that can be reported, in every year."""

from __future__ import annotations

import pytest

from openmips.catalog import YEARS, catalog_for
from openmips.selection.proofs import lists, numbered, proofs_of


@pytest.mark.parametrize("year", YEARS)
def test_everything_has_a_list_of_its_own_and_of_its_category(year: int) -> None:
    """Each measure, activity and category; the special lines stand before the general ones."""
    catalog = catalog_for(year)
    for measure in catalog.quality.values():
        for collection_type in measure.collection_types:
            found = proofs_of("quality", measure.measure_id, collection_type, catalog)
            own = lists()["quality"].get(collection_type, ())
            assert found == (*own, *lists()["quality"]["every"])
    for activity_id in catalog.activities:
        assert proofs_of("ia", activity_id, None, catalog)
    for category in ("pi", "cost", "practice"):
        assert proofs_of(category, None, None, catalog) == lists()[category]["every"]


@pytest.mark.parametrize(
    ("measure_id", "kind"),
    [
        ("PI_EP_1", "ratio"),
        ("PI_PPHI_1", "answer"),
        ("PI_EP_2_EX_1", "exclusion"),
        ("PI_NEVER_1", None),
    ],
)
def test_a_measure_of_interoperability_is_proved_by_what_it_is(
    measure_id: str, kind: str | None
) -> None:
    """A ratio by a report, an answer by a page, an exclusion by its reason, else by the rest."""
    own = () if kind is None else lists()["pi"][kind]
    found = proofs_of("pi", measure_id, None, catalog_for(2024))
    assert found == (*own, *lists()["pi"]["every"])


def test_a_line_is_numbered_the_same_however_the_measure_is_collected() -> None:
    """So a document keeps proving the line it was filed for."""
    catalog = catalog_for(2024)
    every = numbered("quality", "236", catalog)
    for collection_type in ("claims", "registry", "electronicHealthRecord"):
        assert set(proofs_of("quality", "236", collection_type, catalog)) <= set(every)
    assert numbered("ia", "IA_AHE_1", catalog) == proofs_of("ia", "IA_AHE_1", None, catalog)
