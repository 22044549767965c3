"""What CMS's own status answer says of a clinician: kept as it is, under the NPI."""

from __future__ import annotations

import io
from pathlib import Path

from openmips.formats.eligibility_api import read_status_answer
from openmips.formats.strict_json import read_json
from openmips.practice.documents import FROM_CMS
from openmips.practice.imports.proposals import Proposal
from openmips.practice.models import PracticeYear, Topic
from openmips.practice.models.files import FileKind
from openmips.problems import document_kinds
from openmips.problems.finding import Findings

_NOT_LISTED = "The roster does not list this clinician."


def propose_status(path: Path, year: PracticeYear) -> Proposal:
    """The answer for one NPI. Raises ProblemsFound where it is none."""
    content = path.read_bytes()
    read = read_status_answer(io.BytesIO(content), path.name)
    npi = read.value.npi
    document = read_json(io.BytesIO(content), Findings(path.name, document_kinds.TOO_MANY_PROBLEMS))
    listed = year.practice.clinicians.filter(npi=npi).exists()
    return Proposal(
        FileKind.STATUS_ANSWER,
        {Topic.CLINICIAN: {f"{npi}{FROM_CMS}": document}},
        counts={"clinicians": 1, "organizations": len(read.value.organizations)},
        notes=() if listed else (_NOT_LISTED,),
        problems=read.warnings,
    )
