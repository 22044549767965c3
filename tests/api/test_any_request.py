"""Whatever is sent to the API: no operation fails, and every answer is of the shape described."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from api.conftest import Holder
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from openmips.api.v1.api import api
from openmips.formats.exact_json import json_text
from openmips.practice.models import PracticeYear
from openmips.site.own_machine import owner

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
STEADY = settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

schema = schemathesis.openapi.from_dict(
    json.loads(json_text(api.get_openapi_schema())),
    config=SchemathesisConfig.from_dict({"phases": {"coverage": {"enabled": False}}}),
)
schema.app = get_wsgi_application()


@schema.parametrize()
@STEADY
def test_any_request(case: Any, sample: PracticeYear, holder: Holder) -> None:
    """Asked about the sample practice's year as often as not, by its owner."""
    for name, value in (("practice_id", sample.practice_id), ("performance_year", 2024)):
        if name in case.path_parameters:
            case.path_parameters[name] = str(value)
    headers = {"Authorization": f"Bearer {holder(owner()).token}"}
    case.call_and_validate(headers=headers, checks=CHECKS)
