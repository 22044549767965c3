"""The API as a whole: which operations there are, and where they lie."""

from __future__ import annotations

from openmips.api.described import Api
from openmips.api.v1 import (
    imports,
    people,
    practices,
    questions,
    saying,
    sending,
    standing,
    supposing,
)

api = Api(
    title="OpenMIPS",
    version="1",
    description=(
        "Scores Medicare's MIPS for small practices, and says why. Amounts are texts that hold"
        " decimal numbers. OpenMIPS is not made, checked or backed by CMS."
    ),
    namespace="v1",
)
for each in (questions, practices, saying, people, imports, standing, supposing, sending):
    api.add_router("", each.router)
