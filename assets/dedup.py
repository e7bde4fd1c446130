"""Duplicates: what is the same over all years of a source."""

from assets.catalog import asset_of

duplicates = asset_of("duplicates", "parquet", "numba")
boilerplate = asset_of("boilerplate", "parquet", "polars")
