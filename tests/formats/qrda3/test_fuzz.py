"""No document, however broken, crashes the reader or holds it up."""

from __future__ import annotations

import tracemalloc

import pytest
from formats.qrda3.documents import document
from formats.qrda3.fuzz import PLANS, broken_structure, broken_text, check
from hypothesis import given, settings
from hypothesis import strategies as st

from openmips.formats.qrda3 import read_qrda3

MOST_MEMORY = 20 * 1024 * 1024


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_broken_structure_is_answered(random: object) -> None:
    """Elements dropped, repeated, moved and changed."""
    check(broken_structure(random))


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_broken_text_is_answered(random: object) -> None:
    """Bytes cut out, put in and changed."""
    check(broken_text(random))


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_are_answered(text: bytes) -> None:
    """Even what was never XML."""
    check(text)


@settings(max_examples=50)
@given(st.text(alphabet="<>/ab =\"'&;!-[]?", max_size=200))
def test_anything_like_xml_is_answered(text: str) -> None:
    """Scraps of markup in any order."""
    check(text.encode())


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.year} {plan.program}")
def test_a_small_document_takes_little_memory(plan: object) -> None:
    """A document cut off at any of its tags is answered in little memory."""
    text = document(plan)
    tracemalloc.start()
    try:
        for end in range(0, len(text), max(1, len(text) // 20)):
            read_qrda3(text[:end])
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < MOST_MEMORY
