"""How a form looks and how it fails: the design system's fields, errors tied to them."""

from __future__ import annotations

from typing import Any

from django import forms

_CLASSES: dict[type[forms.Widget], str] = {
    forms.Select: "usa-select",
    forms.Textarea: "usa-textarea",
    forms.CheckboxInput: "usa-checkbox__input",
    forms.ClearableFileInput: "om-file",
}
_NO_CLASS = (forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)


def _class_of(widget: forms.Widget) -> str:
    found = [style for kind, style in _CLASSES.items() if isinstance(widget, kind)]
    return found[0] if found else "usa-input"


class PlainForm(forms.Form):
    """A form with the design system's classes; it is told valid or not as a whole."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for field in self.fields.values():
            widget = field.widget
            if not isinstance(widget, _NO_CLASS):
                widget.attrs.setdefault("class", _class_of(widget))


def offer(form: forms.Form, name: str, choices: list[tuple[object, str]]) -> None:
    """Let a field of a form be chosen from these."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class YesNo(forms.TypedChoiceField):
    """Yes, no, or not known; the value is True, False or None."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("required", False)
        super().__init__(
            choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
            coerce=lambda said: said == "yes",
            empty_value=None,
            **named,
        )


class Day(forms.DateField):
    """A day, typed or picked; written as 2026-11-30."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("required", False)
        named.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        named.setdefault("error_messages", {"invalid": "Give a day as 2026-11-30."})
        super().__init__(input_formats=["%Y-%m-%d"], **named)


class Dollars(forms.DecimalField):
    """An amount of money of 0 or more; a dollar sign and thousands commas are understood."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("required", False)
        named.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(min_value=0, max_digits=14, decimal_places=2, **named)

    def to_python(self, value: Any) -> Any:
        """The amount without sign and commas."""
        if isinstance(value, str):
            value = value.replace("$", "").replace(",", "").strip()
        return super().to_python(value)


class Percent(forms.DecimalField):
    """A percent from 0 to 100; a percent sign is understood."""

    def __init__(self, **named: Any) -> None:
        named.setdefault("required", False)
        named.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(min_value=0, max_value=100, max_digits=7, decimal_places=4, **named)

    def to_python(self, value: Any) -> Any:
        """The number without the sign."""
        if isinstance(value, str):
            value = value.replace("%", "").strip()
        return super().to_python(value)
