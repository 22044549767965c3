"""The bills of materials of a release, in CycloneDX: what it runs on, and what it carries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from building import Commit, NotReleased
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

CARRIED = "@uswds/uswds"
"""The npm package whose files the wheel carries."""

LICENSE = "CC0-1.0, with parts under OFL-1.1, Apache-2.0 and MIT: see its LICENSE.md"


def bill_of_packages(python: Path, pyproject: Path, commit: Commit, target: Path) -> int:
    """Write which packages an installation with all extras has; gives their number.

    `python` is the interpreter of the installation that was tried.
    """
    subprocess.run(
        [
            *(sys.executable, "-m", "cyclonedx_py", "environment", python),
            *("--pyproject", pyproject, "--mc-type", "application", "--output-reproducible"),
            *("--output-file", target),
        ],
        env=os.environ | {"SOURCE_DATE_EPOCH": commit.time},
        capture_output=True,
        check=True,
    )
    return len(json.loads(target.read_text("utf-8"))["components"])


def bill_of_assets(tree: Path, commit: Commit, target: Path) -> int:
    """Write which npm packages the files of the pages come from; gives their number.

    `tree` holds the files of the commit. What is installed with them but not carried in the
    wheel has the scope "excluded".
    """
    made = subprocess.run(
        ["npm", "sbom", "--sbom-format=cyclonedx", "--package-lock-only", "--omit=dev"],
        cwd=tree / "assets",
        capture_output=True,
        check=True,
    ).stdout
    bill: dict[str, Any] = json.loads(made)
    bill["metadata"]["component"]["name"] = "openmips-assets"
    for component in bill["components"]:
        if component["name"] == CARRIED:
            component["licenses"] = [{"license": {"name": LICENSE}}]
        else:
            component["scope"] = "excluded"
    bill.pop("serialNumber")
    made_at = datetime.fromtimestamp(int(commit.time), UTC)
    bill["metadata"]["timestamp"] = made_at.isoformat().replace("+00:00", "Z")
    written = json.dumps(bill, indent=2, sort_keys=True) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.from_version(bill["specVersion"])).validate_str(
        written
    )
    if wrong is not None:
        raise NotReleased(f"The bill of materials of the assets is none: {wrong}")
    target.write_text(written, "utf-8")
    return len(bill["components"])
