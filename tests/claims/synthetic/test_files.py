"""Files of invented claims can be read back, whatever their format, and count the same."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from claims.oracle import measured
from claims.synthetic.x12_rows import adjudicated, claim_rows, segments, split

from openmips.catalog.load import YEARS
from openmips.claims.lines import COLUMNS, NAMES, Kind
from openmips.claims.synthetic.billed import BilledClaim
from openmips.claims.synthetic.claim_files import write_837p
from openmips.claims.synthetic.csv_files import write_csv
from openmips.claims.synthetic.parquet_files import write_parquet
from openmips.claims.synthetic.world import Order, seeded, synthetic_claims

SMALL = {"clinicians": 4, "lines": 1_500, "practices": 2}
TYPES = {Kind.DATE: pl.Date, Kind.INTEGER: pl.Int32, Kind.AMOUNT: pl.Decimal(12, 2)}


def small(year: int, seed: int = 3) -> list[BilledClaim]:
    """A small world with all traps."""
    return list(synthetic_claims(Order(year, **SMALL), seeded(seed)))


def of_csv(folder: Path) -> list[dict[str, str]]:
    """The rows of the CSV file in a folder."""
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def professional(year: int) -> Callable[[list[BilledClaim], Path], int]:
    """The writer of 837P and 835 files."""
    return lambda claims, folder: write_837p(claims, folder, year, remittances=True)


def folder_of(root: Path, name: str) -> Path:
    """A new folder."""
    path = root / name
    path.mkdir()
    return path


@pytest.mark.parametrize("write", [write_csv, write_parquet, professional(2024)])
def test_the_same_seed_gives_the_same_bytes(
    tmp_path: Path, write: Callable[[list[BilledClaim], Path], int]
) -> None:
    """Two runs write equal files; another seed does not."""
    runs = [folder_of(tmp_path, name) for name in ("one", "again", "other")]
    for folder, seed in zip(runs, (3, 3, 4), strict=True):
        write(small(2024, seed), folder)
    one, again, other = (
        {path.name: path.read_bytes() for path in folder.iterdir()} for folder in runs
    )
    assert one == again
    assert one.values() != other.values()
    assert all(one[name] != other.get(name) for name in one)


def test_a_csv_file_has_the_columns_of_the_layout(tmp_path: Path) -> None:
    """The header is the layout, every row has all columns, the number is told."""
    claims = small(2024)
    written = write_csv(claims, tmp_path)
    rows = of_csv(tmp_path)
    assert tuple(rows[0]) == NAMES
    assert len(rows) == written == sum(len(claim.lines) for claim in claims)


def test_a_parquet_file_has_the_types_of_the_layout(tmp_path: Path) -> None:
    """Dates, integers and amounts are what they are; what is empty is null."""
    written = write_parquet(small(2024), tmp_path)
    table = pl.read_parquet(tmp_path)
    assert len(table) == written
    assert dict(table.schema) == {
        column.name: TYPES.get(column.kind, pl.String) for column in COLUMNS
    }
    assert table.get_column("modifier_5").null_count() == written
    assert table.get_column("charge").min() == Decimal("0.01")
    assert table.get_column("from_date").min() == date(2023, 12, 31)


def test_a_parquet_file_says_what_the_csv_file_says(tmp_path: Path) -> None:
    """Row by row, once both are text."""
    write_csv(small(2024), tmp_path)
    write_parquet(small(2024), folder_of(tmp_path, "parquet"))
    text = pl.read_parquet(tmp_path / "parquet").select(pl.all().cast(pl.String).fill_null(""))
    assert text.rows() == [tuple(row.values()) for row in of_csv(tmp_path)]


@pytest.mark.parametrize("year", YEARS)
def test_claims_and_remittances_count_as_the_table_does(tmp_path: Path, year: int) -> None:
    """837P files, with what their 835 files tell, hold all that a measure looks at."""
    claims = small(year)
    write_csv(claims, tmp_path)
    written = write_837p(claims, folder_of(tmp_path, "x12"), year, remittances=True)
    x12 = tmp_path / "x12"
    rows = adjudicated(x12.glob("*.837"), x12.glob("*.835"))
    assert len(rows) == written
    assert measured(rows, year) == measured(of_csv(tmp_path), year)


def test_without_remittances_a_replacement_names_the_practices_own_number(tmp_path: Path) -> None:
    """So that one who has nothing but the 837P files can tell which claim is meant."""
    claims = list(
        synthetic_claims(Order(2024, 1, 0, traps=("replaced_claim", "voided_claim")), seeded(3))
    )
    write_837p(claims, tmp_path, 2024)
    (path,) = tmp_path.iterdir()
    originals = [row.get("original_claim_id") for row in claim_rows(path)]
    assert originals == [None] * 2 + ["C0000001"] * 2 + [None] * 2 + ["C0000003"] * 2


def test_there_is_a_file_for_every_week_or_one_in_all(tmp_path: Path) -> None:
    """Weeks start on Mondays; the first may start in the year before."""
    weekly, single = folder_of(tmp_path, "weekly"), folder_of(tmp_path, "single")
    write_837p(small(2024), weekly, 2024)
    write_837p(small(2024), single, 2024, weekly=False)
    names = sorted(path.name for path in weekly.iterdir())
    assert names[:3] == [
        "claims-2023-12-25.837",
        "claims-2024-01-01.837",
        "claims-2024-01-08.837",
    ]
    assert names[-1] == "claims-2024-12-30.837"
    assert len(names) == 54
    assert [path.name for path in single.iterdir()] == ["claims-2024-12-31.837"]


def test_a_week_holds_only_its_own_days(tmp_path: Path) -> None:
    """Every claim's day lies in the week its file is named for."""
    write_837p(small(2024), tmp_path, 2024)
    for path in tmp_path.iterdir():
        monday = date.fromisoformat(path.stem.removeprefix("claims-"))
        days = {
            min(row["from_date"] for row in claim_rows(path) if row["claim_id"] == name)
            for name in {row["claim_id"] for row in claim_rows(path)}
        }
        assert all((date.fromisoformat(day) - monday).days in range(-1, 7) for day in days)


def test_x12_envelopes_count_what_they_hold(tmp_path: Path) -> None:
    """Segments, transactions and control numbers agree from ISA to IEA; HL counts from 1."""
    write_837p(small(2024), tmp_path, 2024, remittances=True)
    for path in tmp_path.iterdir():
        found = segments(path)
        assert len("*".join(found[0])) == 105
        assert [each[0] for each in found[:2]] == ["ISA", "GS"]
        assert [each[0] for each in found[-2:]] == ["GE", "IEA"]
        assert (found[0][13], found[1][6]) == (found[-1][2], found[-2][2])
        starts = [place for place, each in enumerate(found) if each[0] == "ST"]
        ends = [place for place, each in enumerate(found) if each[0] == "SE"]
        assert found[-2][1] == str(len(starts))
        for start, end in zip(starts, ends, strict=True):
            assert found[end][1:] == [str(end - start + 1), found[start][2]]
            levels = [each[1] for each in found[start:end] if each[0] == "HL"]
            assert levels == [str(number) for number in range(1, len(levels) + 1)]


def test_a_long_file_is_cut_into_transactions(tmp_path: Path) -> None:
    """No transaction has more than 5,000 claims."""
    order = Order(2024, 15, 18_000, practices=1, traps=())
    write_837p(synthetic_claims(order, seeded(3)), tmp_path, 2024, weekly=False)
    (path,) = tmp_path.iterdir()
    claims = [0]
    for each in segments(path):
        if each[0] == "ST":
            claims.append(0)
        claims[-1] += each[0] == "CLM"
    assert claims[1] == 5_000
    assert 0 < claims[2] <= 5_000


def test_charges_of_a_claim_add_up(tmp_path: Path) -> None:
    """The total of a claim is the sum of its lines."""
    write_837p(small(2024), tmp_path, 2024)
    for path in tmp_path.iterdir():
        left = Decimal(0)
        for tag, *elements in segments(path):
            if tag == "CLM":
                assert left == 0
                left = Decimal(elements[1])
            elif tag == "SV1":
                left -= Decimal(elements[1])
        assert left == 0


def test_remittances_balance(tmp_path: Path) -> None:
    """Charge less adjustments is what was paid, of lines, claims and the whole payment."""
    write_837p(small(2024), tmp_path, 2024, remittances=True)
    statuses = set()
    for path in tmp_path.glob("*.835"):
        for before, *claims in (
            split(payment, "CLP", "PLB", "SE") for payment in split(segments(path), "ST")
        ):
            paid = sum(Decimal(each[0][4]) for each in claims if each[0][0] == "CLP")
            taken = sum(Decimal(each[0][4]) for each in claims if each[0][0] == "PLB")
            assert [Decimal(each[2]) for each in before if each[0] == "BPR"] in ([], [paid - taken])
            for claim, *lines in (split(each, "SVC") for each in claims if each[0][0] == "CLP"):
                statuses.add(claim[0][2])
                assert Decimal(claim[0][3]) == sum(Decimal(line[0][2]) for line in lines)
                assert Decimal(claim[0][4]) == sum(Decimal(line[0][3]) for line in lines)
                for (_, _, charge, got, *_), *more in lines:
                    less = sum(Decimal(each[3]) for each in more if each[0] == "CAS")
                    assert Decimal(charge) - less == Decimal(got)
    assert statuses == {"1", "2", "4", "22"}


def test_what_is_taken_back_beyond_a_payment_is_carried_on(tmp_path: Path) -> None:
    """A week with nothing but a reversal pays nothing and says what is left to take."""
    claims = list(synthetic_claims(Order(2024, 1, 0, traps=("voided_claim",)), seeded(3)))
    first, void = claims
    moved = [first, replace(void, day=date(2024, 9, 2))]
    write_837p(moved, tmp_path, 2024, remittances=True)
    found = segments(tmp_path / "remittance-2024-09-02.835")
    told = {each[0]: each for each in found}
    assert told["BPR"][1:5] == ["H", "0.00", "C", "NON"]
    assert told["CLP"][2] == "22"
    assert told["PLB"][3:] == ["FB", told["CLP"][4]]
    assert Decimal(told["CLP"][4]) < 0
