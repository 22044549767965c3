"""The addresses of the fourth step: measures, claims, activities, interoperability, what-if."""

from __future__ import annotations

from django.urls import URLPattern, path

from openmips.web.views import (
    activities,
    claims,
    gaps,
    interoperability,
    measure,
    measures,
    whatif,
)

_YEAR = "practices/<uuid:practice_id>/<int:performance_year>/"
_PI = _YEAR + "interoperability/"
_WAITING = _YEAR + "claims/waiting/<slug:token>/"
_MEASURE = _YEAR + "measures/<slug:collection_type>/<slug:measure_id>/"

urlpatterns: list[URLPattern] = [
    path(_YEAR + "measures/", measures.measures, name="measures"),
    path(_YEAR + "measures/choose/", measures.measure_choose, name="measure_choose"),
    path(_YEAR + "cards/<slug:measure_id>/", measure.measure_card, name="measure_card"),
    path(_MEASURE, measure.measure, name="measure"),
    path(_MEASURE + "take-back/", measure.measure_take_back, name="measure_take_back"),
    path(_YEAR + "claims/", claims.claims, name="claims"),
    path(_YEAR + "claims/gaps/", gaps.gaps, name="gaps"),
    path(_YEAR + "claims/gaps/patients/", gaps.gap_patients, name="gap_patients"),
    path(_YEAR + "claims/gaps/mark/", gaps.gap_mark, name="gap_mark"),
    path(_YEAR + "claims/gaps.csv", gaps.gaps_file, name="gaps_file"),
    path(_WAITING, claims.claims_preview, name="claims_preview"),
    path(_WAITING + "confirm/", claims.claims_confirm, name="claims_confirm"),
    path(_WAITING + "give-up/", claims.claims_give_up, name="claims_give_up"),
    path(
        _YEAR + "claims/files/<int:file_id>/take-back/",
        claims.claims_take_back,
        name="claims_take_back",
    ),
    path(_YEAR + "activities/", activities.activities, name="activities"),
    path(_YEAR + "activities/<slug:activity_id>/", activities.activity, name="activity"),
    path(
        _YEAR + "activities/<slug:activity_id>/take-back/",
        activities.activity_take_back,
        name="activity_take_back",
    ),
    path(_PI, interoperability.interoperability, name="interoperability"),
    path(_PI + "decide/", interoperability.interoperability_decide, name="interoperability_decide"),
    path(
        _PI + "take-back/",
        interoperability.interoperability_take_back,
        name="interoperability_take_back",
    ),
    path(
        _PI + "answers/",
        interoperability.interoperability_answers,
        name="interoperability_answers",
    ),
    path(_YEAR + "what-if/", whatif.whatif, name="whatif"),
    path(_YEAR + "what-if/drop/", whatif.whatif_drop, name="whatif_drop"),
]
