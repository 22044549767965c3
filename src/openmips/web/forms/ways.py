"""What is chosen about the way to report."""

from __future__ import annotations

from typing import Any

from django import forms

from openmips.web.forms.plain import PlainForm, offer


class OptionForm(PlainForm):
    """One of the programs that may be reported, and whether an MVP is registered."""

    program = forms.ChoiceField(
        label="We report", widget=forms.RadioSelect(attrs={"class": "usa-radio__input"})
    )
    registered = forms.BooleanField(
        label="The MVP is registered with CMS, and the confirmation is kept", required=False
    )

    def __init__(self, programs: list[tuple[object, str]], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        offer(self, "program", programs)


class LevelForm(PlainForm):
    """The level that is reported at."""

    level = forms.ChoiceField(
        label="We report",
        choices=[("group", "As a group"), ("individual", "As individuals")],
        widget=forms.RadioSelect(attrs={"class": "usa-radio__input"}),
    )
    understood = forms.BooleanField(
        label="I have read what cannot be taken back",
        error_messages={"required": "Tick this to confirm."},
    )
