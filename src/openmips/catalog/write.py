"""How a built year is written to a folder, with a manifest that pins it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from openmips.catalog.build import Build
from openmips.catalog.parts import MANIFEST, PARTS, file_of
from openmips.catalog.records import as_record, lines

FORMAT = 1
"""The version of the folder's layout."""


def write_year(build: Build, folder: Path) -> dict[str, Any]:
    """Write a year under `folder`/YEAR and give its manifest.

    A part whose CMS file was not among the sources stays as an earlier import left it; the
    manifest then keeps the origin of that part.
    """
    target = folder / str(build.year)
    before = _manifest(target)
    contents, files, sources = dict[str, bytes](), list[dict[str, Any]](), dict[str, Any]()
    for name, part in PARTS.items():
        made_from = _origin(build, name)
        if made_from not in build.sources:
            kept = next((row for row in before["files"] if row["file"] == file_of(name)), None)
            if kept:
                files.append(kept)
                sources |= {s["file"]: s for s in before["sources"] if s["file"] == kept["from"]}
            continue
        found = build.sources[made_from]
        sources[found.origin] = {
            "file": found.origin,
            "repository": found.repository,
            "version": found.version,
            "sha256": hashlib.sha256(found.content).hexdigest(),
        }
        records = [as_record(entry) for entry in build.parts.get(name, ())]
        if not records:
            continue
        records.sort(key=part.sort_key)
        contents[file_of(name)] = content = lines(records)
        files.append(
            {
                "file": file_of(name),
                "from": found.origin,
                "records": len(records),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    manifest = {
        "format": FORMAT,
        "performance_year": build.year,
        "digest": digest_of(files),
        "files": files,
        "sources": [sources[origin] for origin in sorted(sources)],
        "notes": build.notes,
        "refusals": build.refusals,
    }
    _store(target, contents, manifest)
    return manifest


def _origin(build: Build, part: str) -> str:
    """The source a part was made from; claims code sets may come with the measures."""
    made_from = PARTS[part].made_from
    return "measures" if made_from == "claims" and "claims" not in build.sources else made_from


def digest_of(files: list[dict[str, Any]]) -> str:
    """One digest of all parts: of their names and digests, in order of name."""
    listed = "".join(f"{row['sha256']}  {row['file']}\n" for row in sorted(files, key=_by_name))
    return "sha256:" + hashlib.sha256(listed.encode()).hexdigest()


def _by_name(row: dict[str, Any]) -> str:
    return str(row["file"])


def _manifest(target: Path) -> dict[str, Any]:
    """What an earlier import left, or nothing."""
    path = target / MANIFEST
    if not path.is_file():
        return {"files": [], "sources": []}
    manifest: dict[str, Any] = json.loads(path.read_bytes())
    return manifest


def _store(target: Path, contents: dict[str, bytes], manifest: dict[str, Any]) -> None:
    """Write the files, then the manifest, then remove parts that are gone."""
    target.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (target / name).write_bytes(content)
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (target / MANIFEST).write_bytes(text.encode())
    listed = {row["file"] for row in manifest["files"]}
    for name in PARTS:
        if file_of(name) not in listed:
            (target / file_of(name)).unlink(missing_ok=True)
