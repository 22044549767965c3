"""The addresses of the reports: a page and a PDF of each."""

from __future__ import annotations

from django.urls import URLPattern, path

from openmips.web.views import reports

_REPORTS = "practices/<uuid:practice_id>/<int:performance_year>/reports"

urlpatterns: list[URLPattern] = [
    path(f"{_REPORTS}/", reports.reports, name="reports"),
    path(f"{_REPORTS}/documents.zip", reports.report_documents, name="report_documents"),
    *(
        path(f"{_REPORTS}/{name}/", reports.report, {"name": name}, name=f"report_{name}")
        for name in reports.LISTED
    ),
    *(
        path(
            f"{_REPORTS}/{name}.pdf",
            reports.report_file,
            {"name": name},
            name=f"report_{name}_file",
        )
        for name in reports.LISTED
    ),
]
