"""The tokenizer of the corpus."""

from assets.catalog import asset_of

bpe_tokenizer = asset_of("bpe_tokenizer", "huggingface")
extended_tokenizer = asset_of("extended_tokenizer", "huggingface")
