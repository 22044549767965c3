"""`openmips review`: is a targeted review worth asking for, and what would be sent."""

from __future__ import annotations

from datetime import date

import click

from openmips.answers.feedback_shapes import ReviewAnswer
from openmips.answers.feedback_words import figure_name
from openmips.answers.review import review as ask
from openmips.cli.feedback_options import cms_options, only_standard_input_once
from openmips.cli.footing import print_footing
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    identifiers_option,
    print_json,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.cli.words import echo_wrapped, money, signed, span, spelt

_STATES = {
    "unknown": "Nobody has said yet when it can be asked for.",
    "not_open": "It cannot be asked for yet.",
    "open": "It can be asked for now.",
    "closed": "It can no longer be asked for.",
}


@click.command()
@submissions_argument
@profile_option
@cms_options
@as_of_option
@identifiers_option
@as_json_option
def review(
    submissions: tuple[str, ...],
    profile: str | None,
    cms: str,
    year: int | None,
    row: int | None,
    npi: str | None,
    as_of: date | None,
    show_identifiers: bool,
    as_json: bool,
) -> None:
    """Weigh a targeted review: days left, grounds, hours, dollars, and a draft.

    The arguments are those of `openmips feedback`.
    """
    only_standard_input_once((*submissions, profile, cms))
    documents, facts = sources(submissions, profile)
    (told,), _ = sources([cms], None)
    with answering(as_json):
        answer = ask(
            *documents,
            cms=told,
            profile=facts,
            year=year,
            row=row,
            npi=npi,
            as_of=as_of,
            show_identifiers=show_identifiers,
        )
    print_warnings(answer["warnings"])
    if as_json:
        print_json(answer)
    else:
        _print(answer)


def _print(answer: ReviewAnswer) -> None:
    window, worth = answer["window"], answer["worth"]
    closes = window["closes"] or "a day nobody has named"
    echo_wrapped(
        f"Targeted review of {answer['performanceYear']}: {_STATES[window['state']]}"
        f" It closes on {spelt(closes)}."
    )
    if window["daysLeft"] is not None:
        echo_wrapped(f"Days left: {window['daysLeft']}.")
    low, high = worth["percentLow"], worth["percentHigh"]
    if low is not None and high is not None:
        echo_wrapped(
            f"If CMS's result became ours, payments of {answer['paymentYear']} would change by"
            f" {span(signed(low), signed(high))} percentage points more."
        )
    least, most = worth["dollarsLow"], worth["dollarsHigh"]
    if least is not None and most is not None:
        echo_wrapped(f"That is {span(money(least, True), money(most, True))} in that year.")
    elif "reason" in worth:
        echo_wrapped(worth["reason"])
    echo_wrapped(
        f"A request takes about {worth['hours']} hours (our estimate). CMS's questions must be"
        f" answered within {answer['documentDays']} days."
        + (" The decision is final." if answer["decisionFinal"] else "")
    )
    if not answer["grounds"]:
        click.echo()
        echo_wrapped("No difference gives a ground for a request.")
    for ground in answer["grounds"]:
        click.echo()
        echo_wrapped(f"Ground: {ground['says']}")
        echo_wrapped("; ".join(figure_name(line) for line in ground["lines"]) + ".", "  ")
        echo_wrapped(f"[{ground['attestation']}: {ground['citation']}]", "  ")
    if answer["draft"]:
        click.echo("\nDraft")
        for paragraph in answer["draft"]:
            echo_wrapped(paragraph, "  ")
    print_footing(answer["performanceYear"])
