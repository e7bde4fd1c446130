"""The release: card, Croissant, report, and every file under a name that people read."""

from assets.catalog import asset_of

release = asset_of("release", "huggingface", "file")
