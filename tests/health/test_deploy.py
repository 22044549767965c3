"""What is written about running the site is so: settings, ports, limits, units, versions."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as plain

from openmips.cli.site import serve
from openmips.site.surroundings import surroundings

VARIABLE = re.compile(r"\b(?:OPENMIPS_[A-Z_]+|DATABASE_URL)\b")
ROW = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
PIN = re.compile(r"^([\w.-]+)==(\S+)((?: \\\n +--hash=\S+)+)", re.MULTILINE)
SET_BY_UNITS = {"OPENMIPS_PASSPHRASE_FILE"}


class Asked(Mapping[str, str]):
    """An environment that remembers which of its variables were asked for."""

    def __init__(self, told: dict[str, str]) -> None:
        self.told = told
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        """The variable; its name is remembered."""
        self.names.add(name)
        return self.told[name]

    def __iter__(self) -> Iterator[str]:
        """The names that are set."""
        return iter(self.told)

    def __len__(self) -> int:
        """How many are set."""
        return len(self.told)


@pytest.fixture
def read(tmp_path: Path) -> set[str]:
    """The variables that the site reads, whichever way it runs."""
    names = set()
    for mode in ("own", "shared"):
        told = {"OPENMIPS_MODE": mode, "OPENMIPS_HOSTS": "a.example"}
        asked = Asked({**told, "OPENMIPS_DATA": str(tmp_path / mode)})
        surroundings(asked)
        names |= asked.names
    return names


def test_the_page_names_every_setting_and_no_other(root: Path, read: set[str]) -> None:
    """Each variable that is read has its row, and no other is named anywhere on the page."""
    page = (root / "docs" / "deploy.md").read_text("utf-8")
    assert set(ROW.findall(page)) == read
    assert set(VARIABLE.findall(page)) == read


def test_the_examples_of_settings_are_read(root: Path, read: set[str]) -> None:
    """The file of settings and the units name no variable that nobody reads, and none twice."""
    lines = (root / "deploy" / "openmips.env").read_text("utf-8").splitlines()
    names = [line.partition("=")[0] for line in lines if not line.startswith("#")]
    assert len(names) == len(set(names)) > 0
    assert set(names) <= read - SET_BY_UNITS
    for unit in ("openmips.service", "openmips-backup.service", "openmips-site"):
        assert set(VARIABLE.findall((root / "deploy" / unit).read_text("utf-8"))) == SET_BY_UNITS


def test_the_proxies_ask_where_the_site_listens_and_take_what_it_takes(root: Path) -> None:
    """Host and port are those of the command; a file as large as allowed gets through."""
    host, port = (one.default for one in serve.params[:2])
    megabytes = settings.LARGEST_UPLOAD // 2**20
    caddy = (root / "deploy" / "Caddyfile").read_text("utf-8")
    nginx = (root / "deploy" / "nginx.conf").read_text("utf-8")
    assert f"reverse_proxy {host}:{port}" in caddy
    assert f"proxy_pass http://{host}:{port};" in nginx
    assert f"max_size {megabytes}MiB" in caddy
    assert f"client_max_body_size {megabytes}m;" in nginx


def test_systemd_takes_the_units(root: Path, tmp_path: Path) -> None:
    """systemd-analyze finds no fault; the program alone is another, as none is installed here."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd-analyze")
    units = [*(root / "deploy").glob("openmips*.service"), *(root / "deploy").glob("*.timer")]
    for unit in units:
        text = re.sub(
            r"(?<==)/usr/local/\S+|(?<=exec )/usr/local/\S+", "/bin/true", unit.read_text()
        )
        (tmp_path / unit.name).write_text(text, "utf-8")
    checked = subprocess.run(
        [program, "verify", *(tmp_path / unit.name for unit in units)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(units) == 3
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_container_runs_without_rights_and_without_tools(root: Path) -> None:
    """The last layer has a user that is not root, installs no tool, and serves."""
    last = (root / "deploy" / "Containerfile").read_text("utf-8").split("\nFROM ")[-1]
    assert re.search(r"^USER (\d+)$", last, re.MULTILINE)
    assert "pip" not in last
    assert '"site", "serve"' in last


def pins(lock: Path) -> dict[str, tuple[str, str]]:
    """The version and the digests of each package of a lock."""
    return {name: (version, hashes) for name, version, hashes in PIN.findall(lock.read_text())}


def test_what_is_installed_is_what_was_tested(root: Path) -> None:
    """Every package of run.lock has the version and digests of dev.lock, and none is missing."""
    run, dev = (pins(root / "requirements" / f"{one}.lock") for one in ("run", "dev"))
    assert {name: one for name, one in run.items() if dev[name] != one} == {}
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["claims"], *extras["web"]]
    assert {plain(Requirement(one).name) for one in needed} <= {plain(one) for one in run}
