"""Claim lines to measure with: made by arithmetic, many millions a minute, always the same.

They are no picture of real life: every clinician has one specialty, more visits are eligible
and more are answered than in a practice. The generator of `openmips claims synthesize` is for
tests and demonstrations; this one is for volume.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from openmips.catalog.load import catalog_for
from openmips.claims.definitions import Definitions, definitions_for
from openmips.policy.load import policy_for

YEAR = 2024
CLAIMS_OF_A_CLINICIAN = 305
PATIENTS_OF_A_CLINICIAN = 110
LINES_OF_A_CLAIM = 2.9

PRIMARY_CARE = ("001", "039", "047", "112", "128", "134", "155", "181", "226", "236", "317")
SPECIALTIES = (
    PRIMARY_CARE,
    PRIMARY_CARE,
    PRIMARY_CARE,
    ("141", "226", "317"),
    ("145", "405", "406", "436"),
    ("249", "250", "395", "396", "397"),
    ("024", "418", "047", "317"),
    ("261", "320", "422", "128", "134"),
)
COMMON_DIAGNOSES = ("I10", "E78.5", "J02.9", "M54.50", "Z00.00", "R42", "K21.9", "F41.1", "N39.0")
OTHER_CODES = ("36415", "81003", "93000", "90471", "G0008", "85025", "80053", "J3420")


@dataclass(frozen=True)
class Specialty:
    """What clinicians of a specialty bill, find and answer, as texts to draw from."""

    visits: list[str]
    diagnoses: list[str]
    answers: list[list[str]]


def specialty(definitions: Definitions, measures: tuple[str, ...]) -> Specialty:
    """The codes of a specialty's measures."""
    rates = [rate for name in measures for rate in definitions.rates_of(name)]
    options = [option for rate in rates for option in rate.options]
    return Specialty(
        visits=sorted(
            {code for o in options for group in o.procedure_codes for code in group.codes}
        ),
        diagnoses=sorted({code for o in options for code in o.diagnosis_codes}) or ["I10"],
        answers=[
            [
                f"{codes.codes[0]}-{min(codes.modifiers)}" if codes.modifiers else codes.codes[0]
                for codes in answer.quality_codes
            ]
            for rate in rates
            for answer in rate.answers
        ],
    )


def write_lines(folder: Path, lines: int, files: int = 8) -> None:
    """About so many claim lines as Parquet files in the folder."""
    definitions = definitions_for(catalog_for(YEAR), policy_for(YEAR))
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / "specialties.json"
    table.write_text(json.dumps([asdict(specialty(definitions, one)) for one in SPECIALTIES]))
    with duckdb.connect() as database:
        database.execute("SET preserve_insertion_order = true")
        database.execute("CREATE MACRO draw(many, a, b) AS (hash(a, b) % many)::BIGINT")
        database.execute(
            "CREATE MACRO often_low(many, a, b) AS"
            " draw(many, a, b) * draw(many, a, b || 'x') * draw(many, a, b || 'y') // (many * many)"
        )
        database.execute(f"""
            CREATE TABLE specialties AS
            SELECT row_number() OVER () - 1 AS specialty, * FROM read_json('{table}')""")
        claims = round(lines / LINES_OF_A_CLAIM)
        step = -(-claims // files)
        for number in range(files):
            first, last = number * step, min(claims, (number + 1) * step)
            database.execute(f"""
                COPY ({_lines(first, last)}) TO '{folder / f"part-{number:02}.parquet"}'
                (FORMAT parquet, COMPRESSION zstd)""")
    table.unlink()


def _lines(first: int, last: int) -> str:
    """The lines of claims `first` to `last`."""
    common = ", ".join(f"'{code}'" for code in COMMON_DIAGNOSES)
    other = ", ".join(f"'{code}'" for code in OTHER_CODES)
    return f"""
        WITH numbered AS (
            SELECT i, i // {CLAIMS_OF_A_CLINICIAN} AS clinician, 
                (hash(i) >> 2)::BIGINT AS h, (hash(i, 'b') >> 2)::BIGINT AS g
            FROM range({first}, {last}) AS numbers(i)
        ), claims AS (
            SELECT *,
                CASE WHEN g % 40 = 0 THEN 1 + (g // 40) % 6 ELSE 0 END AS odd,
                draw({len(SPECIALTIES)}, clinician, 'specialty') AS specialty,
                clinician * 1000 + h % {PATIENTS_OF_A_CLINICIAN} AS patient
            FROM numbered
        ), billed AS (
            SELECT claims.*,
                list_transform(range(1 + ((h >> 8) % 4) // 3), lambda k:
                    visits[1 + often_low(len(visits), i, k)]) AS visit_codes,
                flatten(list_transform(range((h >> 16) % 3), lambda k:
                    answers[1 + draw(len(answers), i, 'a' || k)])) AS answer_codes,
                list_transform(range((h >> 24) % 2), lambda k:
                    [{other}][1 + draw({len(OTHER_CODES)}, i, 'o' || k)]) AS other_codes,
                list_transform(range(1 + (h >> 32) % 4), lambda k:
                    CASE WHEN draw(10, i, 'd' || k) < CASE WHEN specialty = 6 THEN 2 ELSE 4 END
                    THEN diagnoses[1 + draw(len(diagnoses), i, 'e' || k)]
                    ELSE [{common}][1 + draw({len(COMMON_DIAGNOSES)}, i, 'f' || k)] END
                ) AS found
            FROM claims JOIN specialties USING (specialty)
        ), lines AS (
            SELECT *, unnest(visit_codes || other_codes || answer_codes) AS code,
                generate_subscripts(visit_codes || other_codes || answer_codes, 1) AS number
            FROM billed
        )
        SELECT 'C' || lpad(i::VARCHAR, 12, '0') AS claim_id,
            lpad((clinician // 6)::VARCHAR, 9, '0') AS tin,
            (1000000000 + clinician * 17)::VARCHAR AS rendering_npi,
            'P' || lpad(patient::VARCHAR, 11, '0') AS patient_id,
            DATE '1930-01-01' + draw(25000, patient, 'born')::INTEGER AS birth_date,
            CASE WHEN draw(100, patient, 'sex') < 55 THEN 'F' ELSE 'M' END AS sex,
            DATE '{YEAR}-01-01' + ((g >> 8) % 366)::INTEGER AS from_date,
            DATE '{YEAR}-01-01' + ((g >> 8) % 366)::INTEGER AS to_date,
            number::INTEGER AS line_number,
            split_part(code, '-', 1) AS procedure_code,
            CASE WHEN contains(code, '-') THEN split_part(code, '-', 2)
                 WHEN draw(100, i, 'm' || number) < 6 THEN '95'
                 WHEN draw(100, i, 'm' || number) < 30 THEN
                    ['25', '59', 'GT', '26', 'TC', '53'][1 + draw(6, i, 'n' || number)]
            END AS modifier_1,
            CASE WHEN draw(100, i, 'p' || number) < 1 THEN
                ['59', 'LT', 'RT', 'XU'][1 + draw(4, i, 'q' || number)] END AS modifier_2,
            NULL::VARCHAR AS modifier_3, NULL::VARCHAR AS modifier_4, NULL::VARCHAR AS modifier_5,
            CASE WHEN (g >> 20) % 100 < 80 THEN '11'
                 ELSE ['02', '10', '12', '21', '22', '23', '31', '32'][1 + draw(8, clinician, 'place')]
            END AS place_of_service,
            {", ".join(f"found[{k}] AS diagnosis_{k}" for k in range(1, 5))},
            {", ".join(f"NULL::VARCHAR AS diagnosis_{k}" for k in range(5, 13))},
            CASE WHEN regexp_matches(code, '^[GM]|F') THEN 0.01 ELSE 80 END::DECIMAL(10, 2) AS charge,
            CASE odd WHEN 1 THEN 'CI' ELSE 'MB' END AS payer,
            CASE odd WHEN 2 THEN 7 ELSE 1 END::INTEGER AS frequency,
            CASE odd WHEN 2 THEN 'C' || lpad((i - 1)::VARCHAR, 12, '0') END AS original_claim_id,
            CASE odd WHEN 3 THEN 'denied' END AS status
        FROM lines ORDER BY i, number"""
