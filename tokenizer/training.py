"""Learning the merges, and opening the tokenizer that came of it.

What belongs here: byte-level BPE (Sennrich et al. 2016; bytes as in GPT-2) by Hugging Face `tokenizers`. What does
not: which texts to learn from (`sampling`), how well it turned out (`measure`).

Simple for now: the trainer counts the pre-tokens itself, in memory. Merges depend on nothing but those counts,
so a later form that counts shard by shard yields the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from tokenizer.pretokenizer import learnable, placeholders, pretokenizer

END_OF_DOCUMENT = "<|endoftext|>"
PADDING = "<|pad|>"

LONGEST_TOKEN = 48
"""Bytes, exclusive. A limit of 32 cuts Ukrainian words of over 15 letters; without one, table rules become tokens."""


def smallest_vocabulary() -> int:
    """Tokens a tokenizer has before its first merge: special tokens, the 256 bytes, placeholders."""
    return 2 + 256 + len(placeholders())


def _untrained() -> Tokenizer:
    blank = Tokenizer(models.BPE())
    blank.pre_tokenizer = pretokenizer()
    blank.decoder = decoders.ByteLevel()
    return blank


def _whole(tag: str) -> AddedToken:
    """A placeholder as one token; `ОСОБА_1` must not be found inside `ОСОБА_12`."""
    return AddedToken(tag, special=False, normalized=False, single_word=tag[0].isalpha())


def train(texts: Iterable[str], *, vocab_size: int = 4096, min_frequency: int = 2) -> Tokenizer:
    """A byte-level BPE tokenizer: special tokens, bytes, merges, then the placeholders as added tokens.

    The result depends on the multiset of pre-tokens only: not on the order of texts, nor on threads.

    Args:
        texts: what to learn from; placeholders and ruled rows are left out.
        vocab_size: size of the whole vocabulary, the highest id plus one (fewer if the texts have no more pairs).
        min_frequency: occurrences a pair needs to be merged.

    Raises:
        ValueError: `vocab_size` leaves no room for a merge.
    """
    if vocab_size <= smallest_vocabulary():
        raise ValueError(f"vocab_size {vocab_size} leaves no room for merges; ask for over {smallest_vocabulary()}.")
    learner = trainers.BpeTrainer(
        vocab_size=vocab_size - len(placeholders()),
        min_frequency=min_frequency,
        special_tokens=[END_OF_DOCUMENT, PADDING],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=LONGEST_TOKEN,
        show_progress=False,
    )
    learned = _untrained()
    learned.train_from_iterator((stretch for text in texts for stretch in learnable(text)), learner)
    learned.add_tokens([_whole(tag) for tag in placeholders()])
    return learned


def end_of_document(tokenizer: Tokenizer) -> int:
    """Id of the tokenizer's own end-of-document token.

    Raises:
        ValueError: it has none.
    """
    token = tokenizer.token_to_id(END_OF_DOCUMENT)
    if token is None:
        raise ValueError(f"The tokenizer has no {END_OF_DOCUMENT} token; train it with tokenizer.train.")
    return token


def load(tokenizer: bytes) -> Tokenizer:
    """The tokenizer of a `tokenizer.json`, set so that text is only ever text.

    A document that happens to hold the characters `<|endoftext|>` gets ordinary tokens for them: only the
    pipeline ends a document.
    """
    opened = Tokenizer.from_buffer(tokenizer)
    opened.encode_special_tokens = True
    return opened
