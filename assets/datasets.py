"""Datasets: the corpus in the forms trainers read."""

from assets.catalog import asset_of

parquet_shards = asset_of("parquet_shards", "parquet")
webdataset_shards = asset_of("webdataset_shards", "file")
embedding_chunks = asset_of("embedding_chunks", "parquet")
embedding_pairs = asset_of("embedding_pairs", "parquet")
tokens = asset_of("tokens", "parquet", "numba")
packed_sequences = asset_of("packed_sequences", "parquet", "numba")
instruction_seeds = asset_of("instruction_seeds", "parquet", "polars")
