"""The OpenAPI document of the rehearsal, made from its list of operations."""

from __future__ import annotations

import re
from typing import Any

from openmips import __version__
from openmips.answers.rehearsal_score import OWN
from openmips.api.submissions.asking import JSON, MOST_ITEMS, USUAL_ITEMS, VERSIONED, XML
from openmips.api.submissions.operations import (
    MEASUREMENT,
    OPERATIONS,
    SET,
    SUBMISSION,
    Operation,
)
from openmips.catalog import YEARS
from openmips.catalog.entries import CUT_POINTS
from openmips.formats.upload_rules import CEHRT_ID
from openmips.people import EntityType

Schema = dict[str, Any]

_ID = re.compile(r"<uuid:(\w+)>")
_UUID: Schema = {"type": "string", "format": "uuid"}
_TEXT: Schema = {"type": "string"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_DATE: Schema = {"type": "string", "format": "date"}
_YEAR: Schema = {"type": "integer", "enum": list(YEARS)}
_ENTITY_TYPE: Schema = {"type": "string", "enum": [each.value for each in EntityType]}
_PARAMETERS: dict[str, tuple[Schema, bool]] = {
    "startIndex": ({"type": "integer", "minimum": 0, "maximum": 999999999, "default": 0}, False),
    "itemsPerPage": (
        {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": USUAL_ITEMS},
        False,
    ),
    "nationalProviderIdentifier": (_TEXT, False),
    "entityId": (_TEXT, False),
    "entityType": (_ENTITY_TYPE, False),
    "performanceYear": (_YEAR, False),
    "program": (_TEXT, False),
    "year": (_YEAR, True),
    "organization-id": ({"type": "string", "maxLength": 100, "pattern": "^[!-~]+$"}, False),
    "qpp-taxpayer-identification-number": ({"type": "string", "pattern": "^[0-9]{9}$"}, False),
}
_ENTITY: Schema = {
    "performanceYear": _YEAR,
    "entityType": _ENTITY_TYPE,
    "taxpayerIdentificationNumber": {"type": "string", "pattern": "^[0-9]{9}$"},
    "nationalProviderIdentifier": {"type": "string", "pattern": "^[0-9]{10}$"},
    "entityId": {"type": "string", "minLength": 1, "maxLength": 100},
}
_KEY = ["performanceYear", "entityType"]


def openapi() -> dict[str, Any]:
    """The document."""
    paths: dict[str, dict[str, Any]] = {}
    for each in OPERATIONS:
        paths.setdefault(_address(each), {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OpenMIPS rehearsal of CMS's Submissions API",
            "version": __version__,
            "description": "Keeps what is sent to it on this machine. It is not affiliated with"
            " CMS, and sends nothing there.",
        },
        "servers": [{"url": "/api/submissions"}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _address(operation: Operation) -> str:
    return "/" + _ID.sub(r"{\1}", operation.path)


def _operation(operation: Operation) -> dict[str, Any]:
    says = str(operation.does.__doc__)
    told: dict[str, Any] = {
        "operationId": operation.does.__name__,
        "summary": says.strip(),
        "security": [{"token": []}] if operation.token else [],
        "parameters": [
            *(_parameter(name, "path", _UUID, required=True) for name in _ids(operation)),
            *(_named(name, "query") for name in operation.query),
            *(_named(name, "header") for name in operation.headers),
        ],
        "responses": {
            str(operation.status): _response(operation),
            "default": {
                "description": "What is wrong.",
                "content": _content(_reference("Error")),
            },
        },
    }
    if operation.own:
        told["description"] = "CMS's documents have no such operation."
    if operation.takes is not None:
        told["requestBody"] = {"required": True, "content": _sent(operation)}
    return told


def _ids(operation: Operation) -> list[str]:
    return _ID.findall(operation.path)


def _named(name: str, place: str) -> Schema:
    schema, required = _PARAMETERS[name]
    return _parameter(name, place, schema, required=required)


def _parameter(name: str, place: str, schema: Schema, *, required: bool) -> Schema:
    return {"name": name, "in": place, "required": required, "schema": schema}


def _sent(operation: Operation) -> Schema:
    name = str(operation.takes)
    schema = _reference(name)
    if operation.method == "POST" and name == SET:
        schema = _reference("NewMeasurementSet")
    elif operation.method == "PATCH":
        schema = {"type": "object"}
    sent = _content(schema)
    if operation.xml:
        sent[XML] = {"schema": _TEXT}
    return sent


def _response(operation: Operation) -> Schema:
    if operation.gives is None:
        return {"description": "Done; there is nothing to say."}
    data = {operation.gives: _GIVEN[operation.gives]}
    if operation.gives.endswith("s") and "startIndex" in operation.query:
        data["totalItems"] = {"type": "integer", "minimum": 0}
    envelope = _object(
        ["data", OWN], {"data": _object(sorted(data), data), OWN: _reference("Rehearsal")}
    )
    return {"description": "The answer.", "content": _content(envelope)}


def _content(schema: Schema) -> Schema:
    return {media: {"schema": schema} for media in (JSON, VERSIONED)}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: list[str], properties: Schema) -> Schema:
    return {"type": "object", "required": required, "properties": properties}


def _list(name: str) -> Schema:
    return {"type": "array", "items": _reference(name)}


_GIVEN: Schema = {
    "submissions": _list(SUBMISSION),
    "submission": _reference(SUBMISSION),
    "measurementSets": _list(SET),
    "measurementSet": _reference(SET),
    "measurements": _list(MEASUREMENT),
    "measurement": _reference(MEASUREMENT),
    "score": _reference("Score"),
    "benchmarks": _list("Benchmark"),
    "status": _TEXT,
}


def _schemas() -> Schema:
    """The shapes of what is sent and answered; what only a server writes is not required."""
    ids = {"id": _UUID, "createdAt": _MOMENT, "updatedAt": _MOMENT}
    a_set = {
        **ids,
        "submissionId": _UUID,
        "category": {"type": "string", "enum": ["quality", "pi", "ia"]},
        "submissionMethod": {"type": "string", "enum": ["registry", "electronicHealthRecord"]},
        "programName": _TEXT,
        "cehrtId": {"type": "string", "pattern": f"^({CEHRT_ID.pattern})$"},
        "performanceStart": _DATE,
        "performanceEnd": _DATE,
        "measurements": _list(MEASUREMENT),
    }
    required = ["category", "submissionMethod", "performanceStart", "performanceEnd"]
    new_set = {**a_set, "submission": _object(_KEY, _ENTITY)}
    submission = {**ids, **_ENTITY, "measurementSets": _list(SET)}
    return {
        SUBMISSION: _object(_KEY, submission),
        SET: _object(required, a_set),
        "NewMeasurementSet": _object(required, new_set),
        MEASUREMENT: _object(
            ["measureId", "value"],
            {
                "id": _UUID,
                "measurementSetId": _UUID,
                "measureId": _TEXT,
                "value": {"type": ["boolean", "object"]},
            },
        ),
        "Score": _score(),
        "Benchmark": _benchmark(),
        "Problem": _object(
            ["code", "severity", "message", "remedy", "location"],
            dict.fromkeys(("code", "severity", "message", "remedy", "location"), _TEXT),
        ),
        "Rehearsal": _object(
            ["rehearsal", "says", "warnings"],
            {"rehearsal": {"const": True}, "says": _TEXT, "warnings": _list("Problem")},
        ),
        "Error": _object(
            ["error", OWN],
            {
                "error": _object(
                    ["type", "message", "details"],
                    {"type": _TEXT, "message": _TEXT, "details": {"type": ["array", "object"]}},
                ),
                OWN: _object(
                    ["rehearsal", "problems"],
                    {"rehearsal": {"const": True}, "problems": _list("Problem")},
                ),
            },
        ),
    }


def _score() -> Schema:
    texts = {"type": "array", "items": _TEXT}
    members = {
        "name": _TEXT,
        "title": _TEXT,
        "detail": _TEXT,
        "value": {"type": ["number", "null"]},
        "parts": _list("Score"),
        "original": _reference("Score"),
        "metadata": {"type": "object"},
        "instrumentations": texts,
        "warnings": texts,
        "errors": texts,
        OWN: {"type": "object"},
    }
    return _object(
        ["name", "value", "parts", "metadata", "instrumentations", "warnings", "errors"], members
    )


def _benchmark() -> Schema:
    flag: Schema = {"type": "boolean"}
    number: Schema = {"type": "number"}
    members = {
        "measureId": _TEXT,
        "benchmarkYear": {"type": "integer"},
        "performanceYear": _YEAR,
        "submissionMethod": _TEXT,
        "metricType": _TEXT,
        "status": {"type": "string", "enum": ["historical", "performance"]},
        "isInverse": flag,
        "isToppedOut": flag,
        "isToppedOutByProgram": flag,
        "isHighPriority": flag,
        "percentiles": _object(list(CUT_POINTS), dict.fromkeys(CUT_POINTS, number)),
    }
    return _object(list(members), members)
