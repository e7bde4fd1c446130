"""Selection: authority, the decision about every document, and the corpus that follows from it."""

from assets.catalog import asset_of

authority = asset_of("authority", "parquet")
selection = asset_of("selection", "parquet", "polars")
corpus = asset_of("corpus", "parquet")
