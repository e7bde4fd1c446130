"""Ingest: what the publishers offer, and one row per document version."""

from assets.catalog import asset_of

source_files = asset_of("source_files", "file")
documents = asset_of("documents", "parquet", "arrow")
