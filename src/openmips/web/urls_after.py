"""The addresses of what comes after the data are sent."""

from __future__ import annotations

from django.urls import URLPattern, path

from openmips.web.views import after_changes, after_feedback, after_review

_YEAR = "practices/<uuid:practice_id>/<int:performance_year>/"

urlpatterns: list[URLPattern] = [
    path(_YEAR + "changes/", after_changes.year_changes, name="changes"),
    path(_YEAR + "feedback/", after_feedback.feedback, name="feedback"),
    path(_YEAR + "review/", after_review.review, name="review"),
    path(_YEAR + "review/take-back/", after_review.review_take_back, name="review_take_back"),
]
