"""`openmips public-reporting`: what of a result will be public; CMS's preview beside ours."""

from __future__ import annotations

from datetime import date

import click

from openmips.answers.feedback_shapes import PublishingAnswer
from openmips.answers.publishing import publishing as ask
from openmips.cli.feedback import print_lines, print_reasons
from openmips.cli.feedback_options import only_standard_input_once
from openmips.cli.footing import print_footing
from openmips.cli.output import (
    answering,
    as_json_option,
    as_of_option,
    print_json,
    print_warnings,
    profile_option,
    sources,
    submissions_argument,
)
from openmips.cli.tables import print_table
from openmips.cli.words import CATEGORIES, cut, echo_wrapped, spelt

_SHOWN = {"published": "published", "may_be_published": "may be", "withheld": "not published"}
_DISPLAY = {"stars": "stars, a rate, or both", "check_mark": "a check mark", "number": "a number"}
_LONGEST_TITLE = 40


@click.command("public-reporting")
@submissions_argument
@profile_option
@click.option(
    "--preview",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="What CMS's preview shows (JSON, YAML or CSV), to be compared with our numbers.",
)
@as_of_option
@as_json_option
def publishing(
    submissions: tuple[str, ...],
    profile: str | None,
    preview: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Say what of a result CMS publishes, may publish or holds back.

    SUBMISSION and --profile make the result, as for `openmips score`.
    """
    only_standard_input_once((*submissions, profile, preview))
    documents, facts = sources(submissions, profile)
    told = None if preview is None else sources([preview], None)[0][0]
    with answering(as_json):
        answer = ask(*documents, profile=facts, preview=told, as_of=as_of)
    print_warnings(answer["warnings"])
    if as_json:
        print_json(answer)
    else:
        _print(answer)


def _print(answer: PublishingAnswer) -> None:
    preview = answer["preview"]
    opens = spelt(preview["opens"]) if preview["opens"] else "on a day nobody has named"
    echo_wrapped(
        f"CMS shows what it will publish of {answer['performanceYear']} before it does, for"
        f" {preview['days']} days: {opens}."
    )
    for note in answer["notes"]:
        echo_wrapped(note["says"])
    if answer["mayDecline"]:
        echo_wrapped("Who reports voluntarily may decline; who opted in may not.")
    rows = []
    for item in answer["items"]:
        name = "final score" if item["category"] is None else item["name"]
        title = CATEGORIES.get(item["name"], item["title"] or "")
        kind = item["collectionType"]
        rows.append(
            (
                f"{name} ({kind})" if kind else name,
                cut(title, _LONGEST_TITLE),
                item["value"] or "-",
                _SHOWN[item["shown"]],
                _DISPLAY[item["display"]],
                item["why"]["says"],
            )
        )
    click.echo()
    print_table("What becomes public", ("what", "", "value", "public", "as", "why"), rows)
    if answer["lines"]:
        click.echo()
        print_lines("CMS's preview and our numbers", answer["lines"])
        print_reasons(answer["lines"])
    print_footing(answer["performanceYear"])
