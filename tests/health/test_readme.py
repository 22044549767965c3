"""The pages are true: what comes first comes first, examples run, commands exist."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from pages import FENCE, blocks, examples, openmips, run_example, shows

COMMAND = re.compile(r"`openmips((?: [a-z][a-z-]*)+)")
PLACE = re.compile(r"`((?:\.ci|benchmarks|docs|examples|requirements|src|tests)/[\w./-]*)`")
SAME = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def named_on_pages(root: Path, what: re.Pattern[str]) -> list[str]:
    """What the pages for users and contributors name, each once."""
    pages = [*root.glob("*.md"), *root.glob("docs/*.md")]
    return sorted({found for page in pages for found in what.findall(page.read_text("utf-8"))})


def test_make_demo_and_make_test_come_first(root: Path) -> None:
    """The first commands a reader meets are `make demo` and `make test`."""
    first = FENCE.search((root / "README.md").read_text("utf-8"))
    assert first is not None
    commands = [line.split("#")[0].strip() for line in first.group(2).splitlines()]
    assert commands[:2] == ["make demo", "make test"]


def test_python_examples_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """README's Python blocks run one after the other, and what follows `>>>` is what comes out."""
    monkeypatch.chdir(root)
    names: dict[str, object] = {}
    found = blocks(root / "README.md", "python")
    assert found
    for number, block in enumerate(found, 1):
        if ">>> " not in block:
            exec(compile(block, f"README.md, Python block {number}", "exec"), names)
            continue
        test = doctest.DocTestParser().get_doctest(block, names, f"block {number}", "README.md", 0)
        complaints: list[str] = []
        doctest.DocTestRunner(optionflags=SAME).run(test, out=complaints.append, clear_globs=False)
        assert "".join(complaints) == ""
        names.update(test.globs)


def test_shell_examples_run(root: Path) -> None:
    """README's `console` commands end well, and print what is shown below them."""
    found = examples(root / "README.md")
    assert found
    for example in found:
        ran = run_example(root, example)
        assert ran.code == 0, f"{example.command}\n{ran.errors}"
        if example.output.strip():
            same = shows(example.output, ran.output)
            assert same, f"{example.command}\nshown: {example.output}\nprinted: {ran.output}"


def test_commands_that_pages_name_exist(root: Path) -> None:
    """A command that a page for users or contributors names can be asked for its help."""
    unknown = [
        name
        for name in named_on_pages(root, COMMAND)
        if openmips(root, *name.split(), "--help").code != 0
    ]
    assert unknown == []


def test_places_that_pages_name_exist(root: Path) -> None:
    """A file or folder that a page for users or contributors names is there."""
    assert [name for name in named_on_pages(root, PLACE) if not (root / name).exists()] == []
