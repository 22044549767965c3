"""What a file needs beside results: the certificate of the health record."""

from __future__ import annotations

from django import forms

from openmips.web.forms.plain import PlainForm


class CertificateForm(PlainForm):
    """The certificate of the EHR that counted measures or answered questions."""

    certificate = forms.CharField(
        label="Certificate of the EHR",
        max_length=15,
        required=False,
        help_text=(
            "The CMS EHR certification ID, 15 characters. It is needed where an EHR counted. Make"
            " one at chpl.healthit.gov, or ask the vendor."
        ),
    )
