"""Whole conversations with the rehearsal, request by request, as their files tell them.

In an answer `$name` stands for whatever is found there the first time, and for the same every
later time, in requests too; `"*"` for anything; a key `...` says that there may be more keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from api.submissions.client import Caller
from django.test.utils import override_settings

from openmips.api.submissions.operations import OPERATIONS
from openmips.practice.models import TokenScope

FOLDER = Path(__file__).parent / "conversations"
NAME = re.compile(r"\$[a-z][a-z0-9]*")
MORE, ANYTHING = "...", "*"

Found = dict[str, Any]


def filled(value: Any, found: Found) -> Any:
    """What is sent, with the names replaced by what was found."""
    if isinstance(value, Mapping):
        return {key: filled(one, found) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, found) for one in value]
    if isinstance(value, str):
        return NAME.sub(lambda match: str(found.get(match[0], match[0])), value)
    return Decimal(str(value)) if isinstance(value, float) else value


def differences(told: Any, answer: Any, found: Found, place: str = "$") -> list[str]:
    """Where an answer is not what is told of it."""
    if told == ANYTHING:
        return []
    if isinstance(told, str) and NAME.fullmatch(told):
        return [] if found.setdefault(told, answer) == answer else [f"{place}: {answer!r}"]
    if isinstance(told, Mapping) and isinstance(answer, Mapping):
        wrong = [f"{place}: no {key}" for key in told if key not in answer and key != MORE]
        wrong += [f"{place}: {key} too" for key in answer if key not in told and MORE not in told]
        for key in told.keys() & answer.keys():
            wrong += differences(told[key], answer[key], found, f"{place}.{key}")
        return wrong
    if isinstance(told, list) and isinstance(answer, list) and len(told) == len(answer):
        return [
            one
            for number, (left, right) in enumerate(zip(told, answer, strict=True))
            for one in differences(left, right, found, f"{place}[{number}]")
        ]
    same = Decimal(str(told)) == answer if isinstance(told, float) else told == answer
    if same and isinstance(told, bool) is isinstance(answer, bool):
        return []
    return [f"{place}: {answer!r}"]


def callers(token_of: Callable[..., str]) -> dict[str, Caller]:
    """Everybody who speaks in conversations."""
    ann = Caller(token_of("ann"))
    return {
        "ann": ann,
        "ann's staff": ann.as_staff(),
        "ann's registry": Caller(ann.token, {"organization-id": "registry-1"}),
        "ann, reading": Caller(token_of("ann", TokenScope.READ)),
        "ann, too late": Caller(token_of("ann", lasts=-1)),
        "eve": Caller(token_of("eve")),
        "nobody": Caller(None),
    }


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_conversations_go_as_told(file: Path, token_of: Callable[..., str]) -> None:
    """Every answer is the one in the file, to the last member."""
    told = yaml.safe_load(file.read_text("utf-8"))
    found: Found = {}
    people = callers(token_of)
    with override_settings(**told.get("settings", {})):
        for step in told["steps"]:
            caller = people[step.get("by", "ann")]
            method, path = filled(step["asks"], found).split(" ", 1)
            more = {} if "raw" not in step else {"raw": step["raw"].encode()}
            if "type" in step:
                more["content_type"] = step["type"]
            status, answer = caller(
                method, path, filled(step.get("sends"), found), **more, **step.get("headers", {})
            )
            assert (step["says"], status, answer) == (step["says"], step["status"], answer)
            assert differences(step.get("answer", {}), answer, found) == [], step["says"]
            for name, value in step.get("tells", {}).items():
                assert caller.last.headers[name] == value, step["says"]


def test_every_operation_is_spoken_of() -> None:
    """No operation is without a conversation."""
    spoken = [
        step["asks"].split("?")[0]
        for file in FOLDER.glob("*.yaml")
        for step in yaml.safe_load(file.read_text("utf-8"))["steps"]
        if step["status"] < 300
    ]
    patterns = {
        f"{one.method} /{one.path}": re.compile(
            f"{one.method} /" + re.sub(r"<uuid:\w+>", r"\\$[a-z0-9]+", one.path)
        )
        for one in OPERATIONS
    }
    silent = [
        name for name, each in patterns.items() if not any(each.fullmatch(one) for one in spoken)
    ]
    assert silent == []
