"""The page that says which rules are implemented, how well each is attested, and how it is tested.

python tests/coverage_page.py [FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cases.reading import instances, register

from openmips.policy.load import YEARS, policy_for
from openmips.policy.walk import provisions_of
from openmips.why import Attestation, Provision

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"
STRENGTH = tuple(Attestation)
"""From the text of the regulation down to memory."""

HEAD = """# What is covered

<!-- Written by `make docs` from tests/cases. Do not edit. -->

Every rule of scoring and payment that we know, and what stands behind it. For each year the page
names the weakest attestation among the provisions that the rule rests on: `regulation` was read
in the regulation, `cms_document` and `cms_data` in what CMS publishes, `published_result` was
recomputed from results, `secondary` was quoted by others, `derived` is our reading, `recalled` was
not read again. "yes" means that the rule rests on no number, "no" that it is not implemented, "-"
that the year has no such rule. "Cases" counts the cases in `tests/cases` that test the rule.
`make mutate` changes every provision below in turn, and a case notices.

"""


def page() -> str:
    """The whole page."""
    return HEAD + "\n".join([*_table(), "", *_not_implemented()]) + "\n"


def _table() -> Iterator[str]:
    yield f"| Rule | What it says | Where | {' | '.join(map(str, YEARS))} | Cases |"
    yield "|---" * (4 + len(YEARS)) + "|"
    tested = cases_by_rule()
    provisions = {year: tuple(provisions_of(policy_for(year))) for year in YEARS}
    for rule, entry in register().items():
        cells = [_cell(entry, year, provisions[year]) for year in YEARS]
        where = f"`{entry['module']}`" if "module" in entry else ""
        cells = [f"`{rule}`", entry["title"], where, *cells, str(tested.get(rule, 0))]
        yield f"| {' | '.join(cells)} |"
    number = len({(case.file, case.number) for case in instances()})
    yield ""
    yield f"{number} cases, {len(instances())} with their years and variants."


def _cell(entry: Mapping[str, Any], year: int, provisions: tuple[Provision[Any], ...]) -> str:
    if year not in entry["years"]:
        return "-"
    if "module" not in entry:
        return "no"
    attested = [one.attestation for one in provisions if rests_on(entry, one)]
    return max(attested, key=STRENGTH.index).value if attested else "yes"


def rests_on(entry: Mapping[str, Any], provision: Provision[Any]) -> bool:
    """Whether the rule rests on the provision, or on the group that it belongs to."""
    return any(f"{provision.name}.".startswith(f"{name}.") for name in entry.get("rests_on", ()))


def _not_implemented() -> Iterator[str]:
    yield "## Not implemented"
    yield ""
    for rule, entry in register().items():
        if "because" in entry:
            yield f"- `{rule}`: {entry['title']}. {entry['because']}"


def cases_by_rule() -> dict[str, int]:
    """How many cases test each rule; a case counts once, whatever its years and variants."""
    found: dict[str, set[tuple[str, int]]] = {}
    for case in instances():
        for rule in case.rules:
            found.setdefault(rule, set()).add((case.file, case.number))
    return {rule: len(cases) for rule, cases in found.items()}


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    target.write_text(page(), "utf-8")
