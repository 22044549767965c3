"""Which files of the design system the pages use, and how they get into the package.

    python -m openmips.web.assets FOLDER-WITH-node_modules

Pages load nothing from other hosts, so the files are copied beside our own.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

VENDOR = Path(__file__).parent / "static" / "uswds"
"""Where the copies lie; they are made, never committed."""

USED = (
    "css/uswds.min.css",
    "js/uswds-init.min.js",
    "js/uswds.min.js",
    "img/sprite.svg",
    "img/usa-icons/*.svg",
    "img/usa-icons-bg/*.svg",
    "img/*.svg",
    "fonts/public-sans/*.woff2",
    "fonts/source-sans-pro/*.woff2",
    "fonts/merriweather/*.woff2",
    "fonts/roboto-mono/*.woff2",
)


def copy_assets(folder: Path) -> int:
    """Copy what is used out of `folder/node_modules`; gives the number of files.

    Raises FileNotFoundError where the design system is not installed there.
    """
    dist = folder / "node_modules" / "@uswds" / "uswds" / "dist"
    if not dist.is_dir():
        raise FileNotFoundError(f"There is no {dist}: run npm ci in {folder} first.")
    shutil.rmtree(VENDOR, ignore_errors=True)
    files = sorted({file for pattern in USED for file in dist.glob(pattern)})
    for file in files:
        target = VENDOR / file.relative_to(dist)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    (VENDOR / "LICENSE.md").write_bytes((dist.parent / "LICENSE.md").read_bytes())
    return len(files)


if __name__ == "__main__":
    sys.exit(0 if copy_assets(Path(sys.argv[1])) else 1)
