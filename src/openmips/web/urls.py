"""The addresses of the guide's pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from openmips.web.views import ahead, explain, finding, hub, portfolio, score, start, submitting

YEAR = "practices/<uuid:practice_id>/<int:performance_year>/"
"""Where the pages of one practice's year lie."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start.start, name="start"),
    path("words/", explain.words, name="words"),
    path("trust/", explain.trust, name="trust"),
    path("", include("openmips.web.urls_steps")),
    path("", include("openmips.web.urls_collect")),
    path("", include("openmips.web.urls_reports")),
    path("", include("openmips.web.urls_tokens")),
    path("", include("openmips.web.urls_after")),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio.csv", portfolio.portfolio_file, name="portfolio_file"),
    path(YEAR, hub.year, name="year"),
    path(YEAR + "search/", finding.find, name="find"),
    path(YEAR + "calendar/", ahead.calendar, name="calendar"),
    path(YEAR + "calendar.ics", ahead.calendar_file, name="calendar_file"),
    path(YEAR + "plan/", ahead.plan, name="plan"),
    path(YEAR + "score/", score.score, name="score"),
    path(YEAR + "money/", score.money, name="money"),
    path(YEAR + "submit/", submitting.submit, name="submit"),
    path(YEAR + "submit/certificate/", submitting.certificate, name="certificate"),
    path(YEAR + "submit/files.zip", submitting.submission_files, name="submission_files"),
    path(YEAR + "profile.json", submitting.profile_file, name="profile_file"),
    path(YEAR + "submit/<slug:digest>.json", submitting.submission_file, name="submission_file"),
]
