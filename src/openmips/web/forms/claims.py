"""A file of claims to hand in, and how its columns are named."""

from __future__ import annotations

from django import forms

from openmips.web.forms.plain import PlainForm


class ClaimsForm(PlainForm):
    """One file: 837P, 835, a table, or an archive of them."""

    claims = forms.FileField(
        label="Claims file",
        help_text="837P, 835, CSV or Parquet; several in a ZIP. Nothing is kept until you confirm.",
    )


class MappingForm(PlainForm):
    """How a table's columns are named, as the text of a mapping file."""

    mapping = forms.CharField(
        label="Which column is which",
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        max_length=20_000,
        help_text="Our name on the left, your column's name on the right. Check every line.",
    )
