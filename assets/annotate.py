"""Annotations: small tables beside `documents`, row by row; none of them changes a text."""

from assets.catalog import asset_of

signatures = asset_of("signatures", "parquet", "numba")
sections = asset_of("sections", "parquet")
personal_data = asset_of("personal_data", "parquet", "presidio")
quality_model = asset_of("quality_model", "parquet", "numpy")
quality = asset_of("quality", "parquet", "polars")
profiles = asset_of("profiles", "parquet", "polars")
statutes = asset_of("statutes", "parquet")
mentions = asset_of("mentions", "parquet")
citations = asset_of("citations", "parquet")
reviews = asset_of("reviews", "parquet")
