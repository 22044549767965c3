"""What a QPP submission of a year must look like, as a JSON Schema: CMS publishes none."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openmips.catalog import YEARS, Catalog, catalog_for
from openmips.catalog.entries import MetricType, OverallAlgorithm, QualityMeasure
from openmips.formats.exact_json import json_text
from openmips.formats.programs import PRIMARY_CARE_FIRST, SHARED_SAVINGS, TRADITIONAL, all_programs
from openmips.formats.upload_rules import CEHRT_ID, UploadRules, upload_rules
from openmips.people import EntityType
from openmips.performance import Category

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_WRITABLE = (Category.QUALITY, Category.ACTIVITIES, Category.INTEROPERABILITY)
_COUNT: Schema = {"type": "integer", "minimum": 0}
_PERCENT: Schema = {"type": "number", "minimum": 0, "maximum": 100}
_RATED: Schema = {"required": ["performanceRate"]}
_NOBODY: Schema = {
    "properties": {"performanceMet": {"const": 0}, "performanceNotMet": {"const": 0}}
}
_SHAPES = {
    MetricType.SINGLE: "counts",
    MetricType.REGISTRY_SINGLE: "registryCounts",
    MetricType.NON_PROPORTION: "nonProportion",
}


def submission_schema(catalog: Catalog, rules: UploadRules) -> Schema:
    """The schema of the submissions that CMS takes by file in the catalog's year.

    It holds what one look at a document shows: fields, types, names, ids, and the shape of
    each measure's value. `openmips validate` checks much more.
    """
    year = catalog.performance_year
    return {
        "$schema": _DRAFT,
        "$id": f"urn:openmips:qpp-submission:{year}",
        "title": f"QPP submission of {year}",
        "description": (
            "Made by OpenMIPS from its own rules and from CMS's public measures data; CMS has"
            " not published a schema. A document that fits can still be refused:"
            " openmips validate says more."
        ),
        "type": "object",
        "required": ["performanceYear", "entityType", "measurementSets"],
        "properties": {
            "performanceYear": {"const": year},
            "entityType": {"enum": [one.value for one in EntityType]},
            "taxpayerIdentificationNumber": _text("[0-9]{9}"),
            "nationalProviderIdentifier": _text("[0-9]{10}"),
            "entityId": {"type": "string", "pattern": "\\S"},
            "programName": _one_of(all_programs(catalog)),
            "measurementSets": {
                "type": "array",
                "minItems": 1,
                "items": {"$ref": "#/$defs/measurementSet"},
            },
        },
        "allOf": [*_entity_rules(), *_program_rules(catalog), *_interoperability_rules(rules)],
        "$defs": {
            "measurementSet": _measurement_set(catalog, rules),
            **_values(),
            **{
                _name_of(method): _quality_measurement(catalog, method)
                for method in sorted(rules.methods)
            },
            "activity": _measurement(catalog.activities, {"type": "boolean"}),
            "interoperability": _interoperability(catalog),
        },
    }


def _entity_rules() -> list[Schema]:
    """Which identifiers each type of entity needs and may have."""
    tin, npi = "taxpayerIdentificationNumber", "nationalProviderIdentifier"
    needs = {
        EntityType.INDIVIDUAL: [tin, npi],
        EntityType.GROUP: [tin],
        EntityType.SUBGROUP: ["entityId"],
        EntityType.VIRTUAL_GROUP: ["entityId"],
        EntityType.APM_ENTITY: ["entityId"],
    }
    found = []
    for entity_type, needed in needs.items():
        then: Schema = {"required": needed}
        if npi not in needed:
            then["properties"] = {npi: False}
        found.append(_if("entityType", [entity_type.value], then))
    return found


def _program_rules(catalog: Catalog) -> list[Schema]:
    """Which programs some types of entity report."""
    mvps: Schema = {
        "required": ["programName"],
        "properties": {"programName": _one_of(catalog.mvps)},
    }
    others = [one.value for one in EntityType if one is not EntityType.APM_ENTITY]
    rules = [
        _if("entityType", [EntityType.SUBGROUP.value], _all_sets(mvps)),
        _if(
            "entityType",
            [EntityType.VIRTUAL_GROUP.value],
            _all_sets({"properties": {"programName": _one_of([TRADITIONAL])}}),
        ),
    ]
    if PRIMARY_CARE_FIRST in all_programs(catalog):
        refused = {"properties": {"programName": {"not": {"const": PRIMARY_CARE_FIRST}}}}
        rules.append(_if("entityType", others, _all_sets(refused)))
    return rules


def _interoperability_rules(rules: UploadRules) -> list[Schema]:
    """Whose promoting interoperability data are not taken."""
    if not rules.levels_without_interoperability:
        return []
    taken: Schema = {
        "anyOf": [
            {"properties": {"category": {"not": {"const": Category.INTEROPERABILITY.value}}}},
            {"required": ["programName"], "properties": {"programName": {"const": SHARED_SAVINGS}}},
        ]
    }
    return [_if("entityType", sorted(rules.levels_without_interoperability), _all_sets(taken))]


def _measurement_set(catalog: Catalog, rules: UploadRules) -> Schema:
    items = {
        Category.ACTIVITIES: "#/$defs/activity",
        Category.INTEROPERABILITY: "#/$defs/interoperability",
    }
    conditions = [
        _if("category", [category.value], _measured(reference))
        for category, reference in items.items()
    ]
    conditions += [
        {
            "if": _has({"category": ["quality"], "submissionMethod": [method]}),
            "then": _measured(f"#/$defs/{_name_of(method)}"),
        }
        for method in sorted(rules.methods)
    ]
    for certified in sorted(rules.certified):
        category, _, method = certified.partition(".")
        asked = {"category": [category], **({"submissionMethod": [method]} if method else {})}
        conditions.append({"if": _has(asked), "then": {"required": ["cehrtId"]}})
    return {
        "type": "object",
        "required": ["category", "submissionMethod", "performanceStart", "performanceEnd"],
        "properties": {
            "category": {"enum": [one.value for one in _WRITABLE]},
            "submissionMethod": {"enum": sorted(rules.methods)},
            "programName": _one_of(all_programs(catalog)),
            "cehrtId": _text(CEHRT_ID.pattern),
            "performanceStart": {"$ref": "#/$defs/day"},
            "performanceEnd": {"$ref": "#/$defs/day"},
            "measurements": {"type": "array"},
            **dict.fromkeys(sorted(rules.removed_fields), False),
        },
        "allOf": conditions,
    }


def _values() -> Schema:
    """The shapes of values that do not depend on the measure."""
    counts = {
        "eligiblePopulation": _COUNT,
        "performanceMet": _COUNT,
        "performanceNotMet": _COUNT,
        "eligiblePopulationExclusion": _COUNT,
        "eligiblePopulationException": _COUNT,
    }
    needed = ["eligiblePopulation", "performanceMet"]
    flag: Schema = {"isEndToEndReported": {"type": "boolean"}}
    unexcluded = {**counts, "eligiblePopulationExclusion": {"const": 0}}
    return {
        "day": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "counts": _object(["isEndToEndReported", *needed], {**flag, **counts}),
        "countsWithoutExclusion": _object(["isEndToEndReported", *needed], {**flag, **unexcluded}),
        "registryCounts": {
            **_object(
                ["isEndToEndReported", *needed],
                {**flag, **counts, "numeratorExclusion": _COUNT, "performanceRate": _PERCENT},
            ),
            "anyOf": [_RATED, _NOBODY],
        },
        "stratum": _object(["stratum", *needed], {"stratum": {"type": "string"}, **counts}),
        "stratumWithoutExclusion": _object(
            ["stratum", *needed], {"stratum": {"type": "string"}, **unexcluded}
        ),
        "nonProportion": _object(
            ["isEndToEndReported", "numerator", "denominator", "observationInstances"],
            {
                **flag,
                "numerator": {"type": "number"},
                "denominator": {"type": "number", "minimum": 0},
                "observationInstances": _COUNT,
                "numeratorExclusion": {"type": "number"},
                "denominatorException": {"type": "number"},
            },
        ),
        "ratio": _object(
            ["numerator", "denominator"], {"numerator": _COUNT, "denominator": _COUNT}
        ),
    }


def _quality_measurement(catalog: Catalog, method: str) -> Schema:
    """A quality measurement by one method: which measures there are, and the value of each."""
    measures = [one for one in catalog.quality.values() if method in one.collection_types]
    by_shape: dict[str, list[str]] = {}
    conditions = []
    for measure in measures:
        name = measure.measure_id
        if measure.metric_type in (MetricType.MULTIPLE, MetricType.REGISTRY_MULTIPLE):
            conditions.append(_if("measureId", [name], _value(_strata(measure, method))))
            continue
        shape = _SHAPES[measure.metric_type]
        plain = measure.metric_type is MetricType.SINGLE
        if plain and not _excludes(measure, method):
            shape = "countsWithoutExclusion"
        by_shape.setdefault(shape, []).append(name)
    shapes = [
        _if("measureId", names, _value({"$ref": f"#/$defs/{shape}"}))
        for shape, names in by_shape.items()
    ]
    ids = [one.measure_id for one in measures]
    return {**_measurement(ids, {"type": "object"}), "allOf": [*shapes, *conditions]}


def _excludes(measure: QualityMeasure, method: str) -> bool:
    return method != "registry" or measure.registry_measure


def _strata(measure: QualityMeasure, method: str) -> Schema:
    """The value of a measure with several rates: each stratum must be there."""
    item = "stratum" if _excludes(measure, method) else "stratumWithoutExclusion"
    needed = list(measure.strata)
    overall = measure.overall_algorithm is OverallAlgorithm.OVERALL_STRATUM_ONLY
    if overall and method == "registry" and measure.electronic_measure_id is not None:
        needed = [name for name in needed if name.casefold() == "overall"]
    there = [
        {"contains": {"required": ["stratum"], "properties": {"stratum": {"const": name}}}}
        for name in needed
    ]
    named = {"$ref": f"#/$defs/{item}", "properties": {"stratum": _one_of(measure.strata)}}
    properties: Schema = {
        "isEndToEndReported": {"type": "boolean"},
        "strata": {
            "type": "array",
            "maxItems": len(measure.strata),
            "items": named,
            "allOf": there,
        },
    }
    if measure.metric_type is MetricType.REGISTRY_MULTIPLE:
        properties["performanceRate"] = _PERCENT
        unrated = {"properties": {"strata": {"items": _NOBODY}}}
        return {
            **_object(["isEndToEndReported", "strata"], properties),
            "anyOf": [_RATED, unrated],
        }
    return _object(["isEndToEndReported", "strata"], properties)


def _interoperability(catalog: Catalog) -> Schema:
    measures = catalog.interoperability
    ratios = [name for name, one in measures.items() if one.proportion]
    answers = [name for name, one in measures.items() if not one.proportion]
    return {
        **_measurement(measures, {}),
        "allOf": [
            _if("measureId", ratios, _value({"$ref": "#/$defs/ratio"})),
            _if("measureId", answers, _value({"type": "boolean"})),
        ],
    }


def _measurement(ids: Iterable[str], value: Schema) -> Schema:
    return _object(["measureId", "value"], {"measureId": _one_of(ids), "value": value})


def _measured(reference: str) -> Schema:
    return {"properties": {"measurements": {"items": {"$ref": reference}}}}


def _object(required: list[str], properties: Schema) -> Schema:
    return {"type": "object", "required": required, "properties": properties}


def _value(schema: Schema) -> Schema:
    return {"properties": {"value": schema}}


def _all_sets(schema: Schema) -> Schema:
    return {"properties": {"measurementSets": {"items": schema}}}


def _if(name: str, values: Iterable[str], then: Schema) -> Schema:
    return {"if": _has({name: list(values)}), "then": then}


def _has(members: dict[str, list[str]]) -> Schema:
    """An object whose members are there and have one of the values each."""
    properties = {name: _one_of(values) for name, values in members.items()}
    return {"required": list(members), "properties": properties}


def _one_of(names: Iterable[str]) -> Schema:
    found = list(names)
    return {"const": found[0]} if len(found) == 1 else {"enum": found}


def _text(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$"}


def _name_of(method: str) -> str:
    return f"quality_{method}"


def write_schemas(folder: Path) -> None:
    """Write the schema of every year into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for year, text in schemas().items():
        (folder / f"qpp-submission-{year}.json").write_text(text, "utf-8")


def schemas() -> dict[int, str]:
    """The text of the schema of every year that ships."""
    return {
        year: json_text(submission_schema(catalog_for(year), upload_rules(year))) for year in YEARS
    }


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
