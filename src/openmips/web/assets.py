"""Which files of the design system the pages use, and how they get into the package.

    python -m openmips.web.assets FOLDER-WITH-node_modules

Pages load nothing from other hosts, so the files are copied beside our own.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

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

    They are copied beside and renamed, so that a running guide misses them for no longer than that.
    Raises FileNotFoundError where the design system is not installed there.
    """
    dist = folder / "node_modules" / "@uswds" / "uswds" / "dist"
    if not dist.is_dir():
        raise FileNotFoundError(f"There is no {dist}: run npm ci in {folder} first.")
    files = sorted({file for pattern in USED for file in dist.glob(pattern)})
    with TemporaryDirectory(dir=VENDOR.parents[1], prefix=".uswds-") as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        for file in files:
            target = new / file.relative_to(dist)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
        shutil.copyfile(dist.parent / "LICENSE.md", new / "LICENSE.md")
        if VENDOR.exists():
            VENDOR.rename(old)
        new.rename(VENDOR)
    return len(files)


if __name__ == "__main__":
    sys.exit(0 if copy_assets(Path(sys.argv[1])) else 1)
