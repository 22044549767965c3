"""The OpenAPI document as it was last agreed on; run this file to agree on the present one."""

from __future__ import annotations

import os
from pathlib import Path

SNAPSHOT = Path(__file__).with_name("openapi.json")


def present() -> str:
    """The document as it is."""
    from openmips.api.v1.api import api
    from openmips.formats.exact_json import json_text

    return json_text(api.get_openapi_schema())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openmips.site.settings")
    import django

    django.setup()
    SNAPSHOT.write_text(present(), "utf-8")
