"""How the reasons of an answer read in a terminal: indented, with what each rests on."""

from __future__ import annotations

from openmips.answers.why import Cite, WhyAnswer
from openmips.cli.words import echo_wrapped, width

_STEP = 2
_ATTESTED = {
    "regulation": "regulation",
    "cms_document": "CMS document",
    "cms_data": "CMS data",
    "published_result": "agrees with results CMS published",
    "secondary": "second-hand source",
    "derived": "derived: our own reading, not stated by CMS in so many words",
    "recalled": "recalled: from memory only, not yet compared with the source",
}


def print_why(why: WhyAnswer, depth: int = 0) -> None:
    """Print a reason, the provisions it rests on, and its parts below it."""
    indent = " " * min(depth * _STEP, width() // 3)
    echo_wrapped(why["says"], f"{indent}- ", f"{indent}  ")
    for cite in why["cites"]:
        echo_wrapped(f"[{_cited(cite)}]", f"{indent}    ", f"{indent}     ")
    for part in why["parts"]:
        print_why(part, depth + 1)


def _cited(cite: Cite) -> str:
    return f"{cite['provision']}: {cite['citation']} ({_ATTESTED[cite['attestation']]})"
