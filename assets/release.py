"""The release: card, Croissant, report, every file under a name that people read; and where each document lies."""

from assets.catalog import asset_of

passport_index = asset_of("passport_index", "file")
release = asset_of("release", "huggingface", "file")
