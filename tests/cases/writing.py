"""How the short form of a submission in a case becomes the JSON that CMS defines."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from openmips.catalog.entries import MetricType, QualityMeasure
from openmips.catalog.load import catalog_for

TIN, NPI = "123456789", "1234567893"
CEHRT_ID = "0015CABCDEFGHIJ"
HUNDRED_PERCENT = 10_000
ABOUT_THE_SET = ("performanceStart", "performanceEnd", "submissionMethod", "cehrtId")
BY_TIN = ("group", "individual")
KEYS = frozenset({"entityType", "entityId", "programName", "quality", "ia", "pi"})


def submission(short: Mapping[str, Any], year: int) -> dict[str, Any]:
    """The submission that the short form stands for.

    `quality` maps methods to measures, `ia` and `pi` map measures to answers (or list several
    such sets; `ia` may list the activities that were done). An entry null is left out. A
    value `{performanceRate: R}` stands for 10,000 reported cases with that rate.
    """
    if set(short) - KEYS:
        raise ValueError(f"a submission has no {sorted(set(short) - KEYS)}")
    entity = short.get("entityType", "group")
    whole: dict[str, Any] = {"performanceYear": year, "entityType": entity}
    if entity in BY_TIN:
        whole["taxpayerIdentificationNumber"] = TIN
    else:
        whole["entityId"] = short.get("entityId", "SG-00000001")
    if entity == "individual":
        whole["nationalProviderIdentifier"] = NPI
    sets = []
    for method, measures in (short.get("quality") or {}).items():
        values = [
            {"measureId": measure_id, "value": _value(measure_id, value, year)}
            for measure_id, value in measures.items()
            if value is not None
        ]
        sets.append(_set("quality", method, values, {}, year))
    for category in ("ia", "pi"):
        written = short.get(category) or []
        if isinstance(written, Mapping) or (written and isinstance(written[0], str)):
            written = [written]
        for one in written:
            answers = one if isinstance(one, Mapping) else dict.fromkeys(one, True)
            values = [
                {"measureId": measure_id, "value": _answer(answer)}
                for measure_id, answer in answers.items()
                if answer is not None and measure_id not in ABOUT_THE_SET
            ]
            about = {key: answers[key] for key in ABOUT_THE_SET if key in answers}
            if category == "pi":
                about.setdefault("cehrtId", CEHRT_ID)
            sets.append(_set(category, "registry", values, about, year))
    for number, one in enumerate(sets):
        one["submitterId"] = str(number)
        one["programName"] = short.get("programName", "mips")
    whole["measurementSets"] = sets
    return whole


def _set(
    category: str, method: str, values: list[Any], about: Mapping[str, Any], year: int
) -> dict[str, Any]:
    whole = {
        "category": category,
        "submissionMethod": method,
        "performanceStart": f"{year}-01-01",
        "performanceEnd": f"{year}-12-31",
        "measurements": values,
    }
    whole |= {key: str(value).replace("YYYY", str(year)) for key, value in about.items() if value}
    return whole


def _answer(answer: Any) -> Any:
    """Yes or no, or numerator and denominator."""
    if isinstance(answer, list):
        return {"numerator": answer[0], "denominator": answer[1]}
    return answer


def _value(measure_id: str, value: Mapping[str, Any], year: int) -> dict[str, Any]:
    measure = catalog_for(year).quality.get(measure_id)
    if measure is not None and set(value) == {"performanceRate"}:
        written = _rated(measure, value["performanceRate"])
    else:
        written = {
            key: Decimal(part) if isinstance(part, str) else part for key, part in value.items()
        }
    if isinstance(written.get("strata"), Mapping):
        strata = [{"stratum": name, **counts} for name, counts in written["strata"].items()]
        written["strata"] = strata
    if measure is not None and measure.metric_type is not MetricType.CAHPS:
        written["isEndToEndReported"] = False
    return written


def _rated(measure: QualityMeasure, rate: str) -> dict[str, Any]:
    """10,000 reported cases with the rate, in every stratum of the measure."""
    met = Decimal(rate) * HUNDRED_PERCENT / 100
    if met != int(met):
        raise ValueError(f"{measure.measure_id}: the rate {rate} has more than two decimals")
    counts: dict[str, Any] = {
        "eligiblePopulation": HUNDRED_PERCENT,
        "performanceMet": int(met),
        "performanceNotMet": HUNDRED_PERCENT - int(met),
    }
    match measure.metric_type:
        case MetricType.MULTIPLE:
            return {"strata": dict.fromkeys(measure.strata, counts)}
        case MetricType.REGISTRY_MULTIPLE:
            strata = dict.fromkeys(measure.strata, counts)
            return {"strata": strata, "performanceRate": Decimal(rate)}
        case MetricType.REGISTRY_SINGLE:
            return {**counts, "performanceRate": Decimal(rate)}
        case _:
            return counts
