"""Distinct texts of a table numbered in Polars, each with the words that a rule gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

SEPARATOR = "\x1f"
"""Stands between the texts of a value; a text that holds it is read without it."""

Rule = Callable[[tuple[str, ...]], tuple[int, ...]]


class Interned:
    """Numbers for the distinct values of some columns, in the order in which they come.

    A value is the texts of the columns together; an empty cell is an empty text. The rule, if
    there is one, is asked once for each value. `words` has its answers under `names`, `values`
    the values, each in the order of the numbers.
    """

    def __init__(
        self, columns: Sequence[str], rule: Rule | None = None, names: Sequence[str] = ()
    ) -> None:
        self._columns = tuple(columns)
        self._rule = rule
        # Polars forgets categories as soon as no column has them: this one keeps them.
        self._kept = pl.Series([], dtype=pl.Categorical(pl.Categories.random()))
        self.values: list[tuple[str, ...]] = []
        self.words = pl.DataFrame(schema=dict.fromkeys(names, pl.Int64))

    def numbers(self, rows: pl.DataFrame) -> pl.Series:
        """The number of the value of each row."""
        texts = [_text(rows, name) for name in self._columns]
        numbers, whole = self._numbered(rows, texts)
        if not whole:
            clean = [text.str.replace_all(SEPARATOR, "", literal=True) for text in texts]
            numbers, _ = self._numbered(rows, clean)
        return numbers

    def words_of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """What the rule says of each row."""
        numbers = self.numbers(rows)
        return self.words[numbers]

    def _numbered(self, rows: pl.DataFrame, texts: list[pl.Expr]) -> tuple[pl.Series, bool]:
        """The numbers of rows, and whether every new value falls into its texts again."""
        text = texts[0] if len(texts) == 1 else pl.concat_str(texts, separator=SEPARATOR)
        category = rows.select(text.alias("text")).to_series().cast(self._kept.dtype)
        numbers = category.to_physical().alias("number")
        known = len(self.values)
        new = pl.DataFrame((numbers, category)).filter(pl.col("number") >= known)
        if new.is_empty():
            return numbers, True
        distinct = new.unique("number").sort("number")["text"].cast(pl.String).to_list()
        return numbers, self._enter(distinct)

    def _enter(self, texts: list[str]) -> bool:
        """Ask the rule about new values; whether every one falls into its texts again."""
        size = len(self._columns)
        values = [tuple(text.split(SEPARATOR)) if size > 1 else (text,) for text in texts]
        whole = [value if len(value) == size else ("",) * size for value in values]
        self.values += whole
        if self._rule is not None:
            answers = [self._rule(value) for value in whole]
            more = pl.DataFrame(answers, self.words.schema, orient="row")
            self.words = self.words.vstack(more).rechunk()
        return whole == values


def _text(rows: pl.DataFrame, name: str) -> pl.Expr:
    """The column as texts; empty where the table has none."""
    return pl.col(name).cast(pl.String).fill_null("") if name in rows.columns else pl.lit("")
