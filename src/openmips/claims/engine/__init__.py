"""Counting any number of claim lines at once: masks of the rules, and engines that join them.

`counting.count` is the way in. The rules are those of `claims.rules`; `masks` asks them once
for each distinct value, and the engines (Polars, DuckDB, Spark) do nothing but join, or and add.
"""
