"""Selection: authority, the decision about every document, and the corpus that follows from it."""

from assets.catalog import asset_of

authority = asset_of("authority", "parquet")
strata = asset_of("strata", "parquet", "polars")
splits = asset_of("splits", "parquet")
evaluation_sets = asset_of("evaluation_sets", "parquet")
contamination = asset_of("contamination", "parquet", "numpy")
selection = asset_of("selection", "parquet", "polars")
audit = asset_of("audit", "parquet", "polars")
budget = asset_of("budget", "parquet", "polars")
corpus = asset_of("corpus", "parquet")
