"""The files of the design system come whole, and what was there before goes only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from openmips.web import assets


def test_files_come_beside_and_then_take_their_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that fails halfway leaves what was there; one that ends well replaces all of it."""
    web = tmp_path / "web"
    vendor = web / "static" / "uswds"
    vendor.mkdir(parents=True)
    (vendor / "old.css").write_text("old")
    monkeypatch.setattr(assets, "VENDOR", vendor)
    package = tmp_path / "node_modules" / "@uswds" / "uswds"
    (package / "dist" / "css").mkdir(parents=True)
    (package / "dist" / "css" / "uswds.min.css").write_text("new")
    with pytest.raises(FileNotFoundError):
        assets.copy_assets(tmp_path)
    assert [one.name for one in vendor.iterdir()] == ["old.css"]
    (package / "LICENSE.md").write_text("free")
    assert assets.copy_assets(tmp_path) == 1
    found = sorted(str(one.relative_to(web)) for one in web.rglob("*") if one.is_file())
    assert found == ["static/uswds/LICENSE.md", "static/uswds/css/uswds.min.css"]
    with pytest.raises(FileNotFoundError, match="run npm ci"):
        assets.copy_assets(tmp_path / "elsewhere")
