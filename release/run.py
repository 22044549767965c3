"""Makes a release in dist/ and proves what it made; publishes nothing.

Built is what is committed, twice, and compared byte for byte. The wheel is installed into a new
environment, with the packages of requirements/run.lock, and tried there.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import building
import materials
import trial

DIST = building.ROOT / "dist"


def make(folder: Path) -> None:
    """Make everything in a folder, and move it to dist/ once all of it was tried."""
    commit = building.last_commit()
    print(f"Commit {commit.name}")
    tree = folder / "tree"
    commit.unpack(tree)
    made = building.build_twice(commit, folder)
    print("Two builds of the commit, and a wheel of the source distribution, have the same bytes")
    (wheel,) = (file for file in made if file.suffix == ".whl")
    version = wheel.name.split("-")[1]
    print(f"The wheel holds {trial.check_content(wheel)} files")

    lock = tree / "requirements" / "run.lock"
    programs = trial.install(wheel, lock, folder / "installed")
    trial.try_commands(programs, tree / "examples" / "oak-street", version, folder)
    loaded = trial.try_guide(programs, folder)
    print(f"Installed, it scores the sample, and its pages load all {loaded} of their files")

    new = folder / "dist"
    new.mkdir()
    for file in made:
        shutil.copy(file, new)
    shutil.copy(lock, new / f"openmips-{version}-requirements.txt")
    shutil.copy(tree / "NOTICE", new)
    shutil.copy(tree / "LICENSE", new)
    packages = materials.bill_of_packages(
        programs / "python", tree / "pyproject.toml", commit, new / f"openmips-{version}.cdx.json"
    )
    assets = materials.bill_of_assets(tree, commit, new / f"openmips-{version}-assets.cdx.json")
    print(f"The bills of materials name {packages} packages and {assets} npm packages")
    sums = [f"{digest(file)}  {file.name}\n" for file in sorted(new.iterdir())]
    (new / "SHA256SUMS").write_text("".join(sums), "ascii")
    shutil.rmtree(DIST, ignore_errors=True)
    shutil.move(new, DIST)
    for file in sorted(DIST.iterdir()):
        print(f"  {file.stat().st_size:>10,}  {file.relative_to(building.ROOT)}")


def digest(file: Path) -> str:
    """The SHA-256 digest of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="openmips-release-") as made_in:
        try:
            make(Path(made_in))
        except building.NotReleased as reason:
            sys.exit(f"Not released: {reason}")
        except subprocess.CalledProcessError as reason:
            sys.exit(f"Not released: {reason}\n{(reason.stderr or b'').decode()}")
