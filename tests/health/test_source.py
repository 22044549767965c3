"""The source keeps to the house style."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from health.modules import Module

LONGEST = 400
PLAIN_NUMBERS = {0, 1, 2}
YEAR = re.compile(r"\b(?:199\d|20\d\d)\b")
NUMBER = re.compile(r"[-+]?\d[\d_.,/ eE]*")
LEFTOVERS = re.compile(
    r"\b(?:TODO|FIXME|XXX|raise NotImplementedError)\b|type: ignore|noqa|pragma: no"
)


def constants(module: Module) -> Iterator[ast.Constant]:
    """Every literal of `module` that is not a docstring."""
    docstrings = {
        id(node.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield node


def test_no_module_is_long(source: list[Module]) -> None:
    """A module of more than 400 lines is more than one idea."""
    assert [m.name for m in source if len(m.text.splitlines()) > LONGEST] == []


def test_every_module_says_what_it_answers(source: list[Module], tests: list[Module]) -> None:
    """The first line of a module says what the module is for."""
    assert [m.name for m in source + tests if not ast.get_docstring(m.tree)] == []


def test_every_test_is_a_sentence(tests: list[Module]) -> None:
    """Each test says in a docstring what must be true."""
    silent = [
        f"{module.at(node)} {node.name}"
        for module in tests
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_nothing_is_left_over(source: list[Module]) -> None:
    """No note to oneself and no silenced check stays in the source."""
    left = [
        f"{module.name}:{number}: {line.strip()}"
        for module in source
        for number, line in enumerate(module.text.splitlines(), 1)
        if LEFTOVERS.search(line)
    ]
    assert left == []


def test_arithmetic_is_exact(source: list[Module]) -> None:
    """No binary float is written anywhere."""
    floats = [
        f"{module.at(node)}: {node.value}"
        for module in source
        for node in constants(module)
        if isinstance(node.value, float | complex)
    ]
    assert floats == []


def test_rules_hold_no_number_of_the_law(rules: list[Module]) -> None:
    """A rule takes its numbers from provisions: beyond 0, 1 and 2 it writes none itself."""
    stray = [
        f"{module.at(node)}: {node.value}"
        for module in rules
        for node in constants(module)
        if type(node.value) is int and node.value not in PLAIN_NUMBERS
    ]
    assert stray == []


def test_rules_hide_no_number_in_a_text(rules: list[Module]) -> None:
    """A number does not enter a rule as a text that is turned into one."""
    hidden = [
        f"{module.at(node)}: {node.value!r}"
        for module in rules
        for node in constants(module)
        if isinstance(node.value, str) and NUMBER.fullmatch(node.value.strip())
    ]
    assert hidden == []


def test_rules_hold_no_year(rules: list[Module]) -> None:
    """Years live in the policy: no rule names one, not even in a sentence."""
    years = [
        f"{module.at(node)}: {node.value!r}"
        for module in rules
        for node in constants(module)
        if isinstance(node.value, str) and YEAR.search(node.value)
    ]
    assert years == []
