"""Distinct texts numbered by Polars, each with the words that a rule gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

SEPARATOR = "\x1f"
"""Stands between the texts that make up one value; no text of a claim holds it."""

Rule = Callable[[str], tuple[int, ...]]


class Interned:
    """Numbers for the distinct values of a column, in the order in which they come.

    The empty text is number 0, and so is an empty cell. The rule, if there is one, is asked
    once for each value; `words` has its answers under `names`, `values` the values, each in
    the order of the numbers.
    """

    def __init__(self, rule: Rule | None = None, names: Sequence[str] = ()) -> None:
        self._rule = rule
        # Polars forgets categories as soon as no column has them: this column keeps them.
        self._kept = pl.Series([""], dtype=pl.Categorical(pl.Categories.random()))
        self.values: list[str] = []
        self.words = pl.DataFrame(schema=dict.fromkeys(names, pl.Int64))
        self._learn((self._kept,))

    def category(self, text: pl.Expr) -> pl.Expr:
        """The texts as what `numbers` takes."""
        return text.cast(self._kept.dtype)

    def numbers(self, categories: pl.Series) -> pl.Series:
        """The numbers of the values of a column."""
        self._learn((categories,))
        return categories.to_physical().fill_null(0)

    def words_of(self, *columns: pl.Series) -> list[pl.DataFrame]:
        """What the rule says of each value of columns that were made together."""
        self._learn(columns)
        return [self.words[categories.to_physical().fill_null(0)] for categories in columns]

    def _learn(self, columns: Sequence[pl.Series]) -> None:
        """Ask the rule about values that are new."""
        known = len(self.values)
        new = [_beyond(categories, known) for categories in columns]
        if all(table.is_empty() for table in new):
            return
        texts = pl.concat(new).unique("number").sort("number")["text"].cast(pl.String).to_list()
        self.values += texts
        if self._rule is not None:
            answers = [self._rule(value) for value in texts]
            more = pl.DataFrame(answers, self.words.schema, orient="row")
            self.words = self.words.vstack(more).rechunk()


def _beyond(categories: pl.Series, known: int) -> pl.DataFrame:
    """The values of a column whose numbers are not among the first so many."""
    table = pl.DataFrame({"text": categories, "number": categories.to_physical()})
    highest = table["number"].max()
    new = isinstance(highest, int) and highest >= known
    return table.filter(pl.col("number") >= known).unique("number") if new else table.clear()


def joined(*texts: pl.Expr) -> pl.Expr:
    """Texts as one, empty cells left out."""
    return pl.concat_str(texts, separator=SEPARATOR, ignore_nulls=True)
