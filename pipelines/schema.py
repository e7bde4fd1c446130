"""The columns of every asset, each with one sentence.

What belongs here: Arrow schemas, and nothing that computes. The sentences are field metadata, so they
travel in the Parquet files and appear as the asset's columns in the user interface and in the card.
Offsets are Unicode code points into the text they speak of.
"""

from __future__ import annotations

import pyarrow as pa

MINHASH_PERMUTATIONS = 128
"""Width of a signature; one place, because a sketch of another width cannot be compared (datasketch 2)."""

Texts = pa.large_string()
"""Texts use 64-bit offsets, so that a shard may exceed 2 GiB of text and kernels see one layout."""


def column(name: str, kind: pa.DataType, sentence: str, nullable: bool = False) -> pa.Field:
    """One column: its name, type and the sentence a reader sees."""
    return pa.field(name, kind, nullable=nullable, metadata={"description": sentence})


def optional(name: str, kind: pa.DataType, sentence: str) -> pa.Field:
    """A column that may be null, when the publisher does not say."""
    return column(name, kind, sentence, nullable=True)


def describe(schema: pa.Schema) -> list[tuple[str, str, str]]:
    """(name, type, sentence) of every column, for tables in docs, the card and the UI.

    A nested column is told in short: its type as list or struct, its fields in the sentence.
    """
    return [(field.name, _short_type(field.type), _sentence(field)) for field in schema]


def _short_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind):
        return f"list<{_short_type(kind.value_type)}>"
    return "struct" if pa.types.is_struct(kind) else str(kind)


def _sentence(field: pa.Field) -> str:
    told = (field.metadata or {}).get(b"description", b"").decode()
    inner = field.type.value_type if pa.types.is_list(field.type) else field.type
    if not pa.types.is_struct(inner):
        return told
    return f"{told} ({'; '.join(f'{part.name}: {_sentence(part)}' for part in inner)})"


# One column, one line: a table to read, not code to reflow.
# fmt: off
SOURCE_FILES = pa.schema([
    column("path", pa.string(), "file, relative to the source's folder"),
    column("member", pa.string(), "member inside an archive; empty when the file is not one"),
    column("role", pa.string(), "what it is: register, texts, text, list, card, judgments, changes, database"),
    column("bytes", pa.int64(), "size in bytes"),
    column("fingerprint", pa.string(), "sha256:… of the bytes, crc32:… of a ZIP directory, state:… of a database"),
    column("state", pa.string(), "ok, or why it is not used: truncated, bomb, traversal, empty, unreadable, foreign"),
    column("detail", pa.string(), "one sentence for a state other than ok; else empty"),
])

OFFER = pa.schema([
    column("record", pa.string(), "what the record is called in its cell, however often it changes"),
    column("mark", pa.binary(16), "hash of all that its document is made of: other content, other mark"),
    column("texted", pa.bool_(), "a text lies there for it"),
])

LEDGER = pa.schema([
    *OFFER,
    optional("id", pa.string(), "document the record became; null when it was quarantined"),
    optional("edition", pa.date32(), "edition of that document"),
    optional("missed", pa.string(), "key of the offer that lacked the record; null for what was taken in"),
])

QUARANTINE = pa.schema([
    column("asset", pa.string(), "stage that refused the row"),
    optional("id", pa.string(), "document the row would have become, where known"),
    column("source_file", pa.string(), "file, relative to the source's folder"),
    column("place", pa.string(), "member, row or offset inside it"),
    column("reason", pa.string(), "short name of the reason, for counting"),
    column("detail", pa.string(), "one sentence for a person"),
    column("sample", pa.binary(), "first bytes of the refused material, at most 256"),
])

DOCUMENTS = pa.schema([
    column("id", pa.string(), "stable name: edrsr:86740127, rechtspraak:ECLI:NL:HR:2024:309, rada:435-15"),
    column("version", pa.string(), "hash of metadata and text: another version of the document, another value"),
    column("source", pa.string(), "register: edrsr, rechtspraak or rada"),
    column("kind", pa.string(), "decision or statute"),
    column("language", pa.string(), "language as declared by the source: uk or nl"),
    optional("title", pa.string(), "title as published"),
    optional("issuer", pa.string(), "court or authority by name"),
    optional("issuer_code", pa.string(), "code or URI of the issuer as published, leading zeros kept"),
    optional("instance", pa.string(), "first, appeal or cassation, where the source tells"),
    optional("region", pa.string(), "region of the court, where the source tells"),
    column("case_numbers", pa.list_(pa.string()), "case numbers as published"),
    optional("date", pa.date32(), "day of the decision or of the act's adoption, local calendar"),
    optional("registered", pa.date32(), "day of registration in the register"),
    optional("published", pa.date32(), "day of publication"),
    optional("edition", pa.date32(), "statute: first day of this edition; judgment: day of this version"),
    optional("changed", pa.string(), "publisher's stamp of this version, where versions may arrive out of order"),
    optional("form", pa.string(), "form as published: вирок, ухвала, Uitspraak, Conclusie, Закон"),
    optional("category", pa.string(), "subject category as published"),
    optional("procedure", pa.string(), "kind of justice or procedure as published"),
    optional("judge", pa.string(), "judge as published in the metadata"),
    column("status", pa.string(), "public, awaiting_text, metadata_only, withdrawn, vanished, in_force, repealed, …"),
    optional("url", pa.string(), "address of the text at the publisher"),
    column("references", pa.list_(pa.string()), "publisher's own references to laws and related decisions, opaque"),
    optional("abstract", pa.string(), "publisher's abstract (inhoudsindicatie)"),
    column("text", Texts, "plain text; empty when there is none (see status)"),
    optional("markup", Texts, "structure as marked: JSON [[offset, kind, number, title, role], …]; null if flat"),
    optional("text_format", pa.string(), "what the text came as: rtf, html, xml, text"),
    column("repairs", pa.list_(pa.string()), "what was mended, provably: mojibake, nul, …; unknown_element:…, kept"),
    column("source_file", pa.string(), "file it came from, relative to the source's folder"),
    column("source_place", pa.string(), "member, row or offset inside it"),
])

SPAN = [
    column("start", pa.int32(), "first code point"),
    column("end", pa.int32(), "code point after the last"),
]

SIGNATURES = pa.schema([
    column("id", pa.string(), "document"),
    column("words", pa.int32(), "words of the normalised text"),
    column("text_hash", pa.uint64(), "hash of the normalised text: equal texts, equal hashes"),
    column("minhash", pa.list_(pa.uint32(), MINHASH_PERMUTATIONS), "datasketch-compatible MinHash of word 5-grams"),
    column("simhash", pa.uint64(), "SimHash of the same shingles: like texts differ in few of its 64 bits"),
    column("paragraph_hashes", pa.list_(pa.uint64()), "hash of each paragraph, in order"),
])

DUPLICATES = pa.schema([
    column("id", pa.string(), "document"),
    column("cluster", pa.string(), "id of the oldest document of its cluster; its own id when alone"),
    column("cluster_size", pa.int32(), "documents in the cluster"),
    column("decisions", pa.int32(), "decisions in the cluster: rows that stand for one, and were not withdrawn"),
    column("label", pa.string(), "what it is to its twin: identical, other_channel, version, near_identical, sibling, "
        "quotes, companion; first of its cluster; unique"),
    optional("twin", pa.string(), "earlier document that it stands closest to"),
    optional("jaccard", pa.float32(), "Jaccard of word 5-grams with the twin; estimated where texts were not read"),
    optional("containment", pa.float32(), "share of its 5-grams that the twin holds, where the texts were read"),
    column("standing", pa.bool_(), "last word of its cell on the document: no later row replaced or withdrew it"),
    column("keeper", pa.bool_(), "stands for the rows that tell the same decision: the best of them"),
    column("group", pa.string(), "component over clusters and case numbers, named after its first row"),
])

EVIDENCE = pa.schema([
    column("id", pa.string(), "document"),
    column("row", pa.int32(), "its row in its shard"),
    column("twin", pa.string(), "earlier document"),
    column("twin_piece", pa.string(), "shard of the twin, by its key among the pieces of clustering"),
    column("twin_row", pa.int32(), "row of the twin in that shard"),
    column("bands", pa.uint8(), "bands of the MinHash that brought the two together; 0 when only the register did"),
    column("estimate", pa.float32(), "Jaccard estimated from 8-bit sketches"),
    optional("jaccard", pa.float32(), "true Jaccard of word 5-grams; null where the texts need not be read"),
    optional("containment", pa.float32(), "share of the document's 5-grams that the twin holds; null likewise"),
    optional("held", pa.float32(), "share of the twin's 5-grams that the document holds; null likewise"),
    column("label", pa.string(), "what the document is to its twin in law"),
    column("rule", pa.string(), "line of the policy that gave the label"),
])

BOILERPLATE = pa.schema([
    column("paragraph_hash", pa.uint64(), "hash of the paragraph"),
    column("documents", pa.int64(), "documents that hold it"),
])

QUALITY = pa.schema([
    column("id", pa.string(), "document"),
    column("chars", pa.int32(), "code points"),
    column("words", pa.int32(), "words"),
    column("letter_share", pa.float32(), "letters among non-space code points"),
    column("digit_share", pa.float32(), "digits among non-space code points"),
    column("symbol_share", pa.float32(), "neither letter, digit nor space"),
    column("cyrillic_share", pa.float32(), "Cyrillic among letters"),
    column("mojibake_share", pa.float32(), "code points in runs typical of a wrong code page"),
    column("mixed_script_share", pa.float32(), "words that mix Latin and Cyrillic letters"),
    column("duplicate_line_share", pa.float32(), "lines that repeat an earlier line (Gopher)"),
    column("duplicate_paragraph_share", pa.float32(), "paragraphs that repeat an earlier one (Gopher)"),
    column("duplicate_line_char_share", pa.float32(), "characters in lines that repeat an earlier one (Gopher)"),
    column("duplicate_visible_char_share", pa.float32(), "characters in non-blank lines that repeat one (FineWeb)"),
    column("duplicate_paragraph_char_share", pa.float32(), "characters in paragraphs that repeat one (Gopher)"),
    column("top_ngram_shares", pa.list_(pa.float32(), 3), "characters in the top run of 2, 3, 4 words (Gopher)"),
    column("duplicate_ngram_shares", pa.list_(pa.float32(), 6), "characters in repeated runs of 5 … 10 words (Gopher)"),
    column("stop_words", pa.int32(), "different stop words of the declared language (Gopher asks for two)"),
    column("placeholder_share", pa.float32(), "placeholders of the register among words: ОСОБА_1, [verdachte]"),
    column("lettered_share", pa.float32(), "words between blanks that have a letter (Gopher)"),
    column("number_signs_per_word", pa.float32(), "# per word between blanks (Gopher)"),
    column("ellipses_per_word", pa.float32(), "ellipses per word between blanks (Gopher)"),
    column("line_ends_per_word", pa.float32(), "line ends per word between blanks (FineWeb)"),
    column("short_line_share", pa.float32(), "non-blank lines of at most 30 characters (FineWeb)"),
    column("punctuated_line_share", pa.float32(), "non-blank lines that end a sentence (FineWeb)"),
    column("bullet_line_share", pa.float32(), "lines that begin with • or - (Gopher)"),
    column("ellipsis_line_share", pa.float32(), "lines that end in an ellipsis (Gopher)"),
    column("table_line_share", pa.float32(), "non-blank lines that are rows of a table: a TAB, two bars, wide gaps"),
    column("stop_word_share", pa.float32(), "words that are stop words of the declared language"),
    column("boilerplate_share", pa.float32(), "paragraphs that recur in many documents of the source"),
    optional("bits_per_char", pa.float32(), "bits a character costs a model of sound texts; null without a model"),
    optional("corrupted", pa.float32(), "likelihood that the text is corrupted, by the signs it shows; null likewise"),
    optional("corrupted_sign", pa.string(), "what speaks loudest: bits, novel, strange, discord, repeated, recurring, "
        "spaced, voiceless, odd; null likewise, and for sound texts"),
    column("mean_word_length", pa.float32(), "characters per word between blanks that is more than signs (Gopher)"),
    column("structured", pa.bool_(), "the expected parts were found (operative part; articles)"),
    column("reasoning_share", pa.float32(), "characters in reasoning parts; half of a body that states facts as well"),
    column("language", pa.string(), "language found: uk, ru, nl, en or und"),
    column("languages", pa.list_(pa.struct([
        column("language", pa.string(), "language of a run of paragraphs"), *SPAN])), "runs of paragraphs by language"),
    column("toxicity", pa.float32(), "toxic words per thousand, quotations apart; a tag, never a reason to drop"),
    column("toxic_spans", pa.list_(pa.struct(SPAN)), "where those words stand"),
    column("damage", pa.list_(pa.string()), "kinds of damage found: mojibake, repeated, letterspaced, empty, …"),
])

PERSONAL_DATA = pa.schema([
    column("id", pa.string(), "document"),
    column("spans", pa.list_(pa.struct([
        column("type", pa.string(), "kind of personal data: PHONE, RNOKPP, IBAN, PERSON, …"), *SPAN,
        column("action", pa.string(), "mask, keep (public role or body) or register (already a placeholder)"),
        column("recognizer", pa.string(), "rule that found it"),
        column("score", pa.float32(), "confidence, 0 to 1"),
        column("role", pa.string(), "a person's: party, witness, judge …; public for what is nobody's own; else empty"),
    ])), "typed spans, in order, not overlapping"),
])

SECTION = pa.struct([
    column("kind", pa.string(), "introductory, operative, article, part, item, overwegingen, …"),
    optional("number", pa.string(), "number as normalised: 129-1, 3.1"),
    optional("title", pa.string(), "heading without its number"), *SPAN,
    column("parent", pa.int32(), "index of the enclosing section in this list, -1 at the top"),
])

SECTIONS = pa.schema([
    column("id", pa.string(), "document"),
    column("sections", pa.list_(SECTION), "tree in document order; the leaves cover every code point once"),
])

CITATION = pa.struct([
    *SPAN,
    column("kind", pa.string(), "statute, case, eu or echr"),
    optional("law", pa.string(), "canonical id of the law: 435-15, BWBR0005289, CELEX"),
    optional("article", pa.string(), "article, superscripts as N-k"),
    optional("part", pa.string(), "частина, lid"),
    optional("item", pa.string(), "пункт, onder"),
    optional("sub_item", pa.string(), "підпункт"),
    optional("paragraph", pa.string(), "абзац"),
    optional("section", pa.string(), "розділ"),
    optional("subsection", pa.string(), "підрозділ"),
    optional("book", pa.string(), "book of the Burgerlijk Wetboek"),
    optional("range_end", pa.string(), "last value when the deepest unit is a range"),
    optional("case", pa.string(), "case number, ECLI, application number"),
    optional("edition", pa.string(), "day of the edition in force on the document's day, where known"),
    column("candidates", pa.list_(pa.string()), "acts that the words may mean, where they leave it open; else none"),
    column("anaphoric", pa.bool_(), "resolved through an earlier mention or definition"),
    column("confidence", pa.float32(), "0 to 1"),
])

CITATIONS = pa.schema([
    column("id", pa.string(), "document"),
    column("citations", pa.list_(CITATION), "one entry per target, in order"),
])

REVIEWS = pa.schema([
    column("id", pa.string(), "document"),
    column("reviews", pa.list_(pa.struct([
        *SPAN,
        column("outcome", pa.string(), "overturned, changed or upheld"),
        column("partial", pa.bool_(), "only a part of the decision is spoken of"),
        column("form", pa.string(), "form as named, nominative, lower case; empty where any is meant"),
        column("court", pa.string(), "court as named; empty where it is not"),
        optional("day", pa.date32(), "day of the decision, where the text tells"),
        column("case", pa.string(), "number or ECLI beside it; empty where there is none"),
    ])), "decisions that the operative part disposes of, in order"),
])

STATUTES = pa.schema([
    column("law", pa.string(), "canonical id of the law (Rada nreg)"),
    column("document", pa.string(), "id of the document that holds this edition"),
    column("name", pa.string(), "title"),
    optional("valid_from", pa.string(), "first day of the edition, YYYY-MM-DD"),
    optional("valid_to", pa.string(), "last day of the edition; null for the newest"),
    column("article", pa.string(), "number of the article"),
    optional("title", pa.string(), "title of the article"),
    column("text", Texts, "text of the article"),
])

AUTHORITY = pa.schema([
    column("id", pa.string(), "document"),
    column("cited_by", pa.int32(), "documents of the corpus that cite it"),
    column("rank", pa.float32(), "PageRank over that of a document that nobody cites, in eighths of a doubling"),
    column("only_citation", pa.bool_(), "cites an article that no other document cites"),
    column("overturned_by", pa.list_(pa.string()), "rulings that overturned it, by the operative part of each"),
    column("changed_by", pa.list_(pa.string()), "rulings that changed it"),
    column("upheld_by", pa.list_(pa.string()), "rulings that left it as it was"),
    column("partly_by", pa.list_(pa.string()), "those of them that speak of a part of it only"),
])

SELECTION = pa.schema([
    column("id", pa.string(), "document"),
    column("decision", pa.string(), "keep, low_weight, duplicate, quarantine or withdrawn"),
    column("weight", pa.float32(), "sampling weight; 0 unless kept"),
    column("split", pa.string(), "train, validation or test; one group, one split"),
    column("reasons", pa.list_(pa.struct([
        column("rule", pa.string(), "name of the rule in the policy"),
        column("value", pa.string(), "what the document showed"),
        column("threshold", pa.string(), "what the policy asks"),
    ])), "every rule that spoke, with its evidence, and what protects from it"),
    column("factors", pa.list_(pa.struct([
        column("factor", pa.string(), "name of the factor in the policy"),
        column("value", pa.string(), "what the document showed"),
        column("times", pa.float32(), "what its weight is multiplied by"),
    ])), "what makes its weight; those that are 1 are left out"),
])

BUDGET = pa.schema([
    column("id", pa.string(), "document"),
    column("chosen", pa.bool_(), "it enters the corpus: selection keeps it, and the budget has room for it"),
    optional("left_out", pa.string(), "why it does not although selection keeps it: budget, siblings, or a quota"),
])

CORPUS = pa.schema([
    column("id", pa.string(), "document"),
    column("version", pa.string(), "version of the document"),
    column("source", pa.string(), "register"),
    column("kind", pa.string(), "decision or statute"),
    column("language", pa.string(), "language found"),
    optional("title", pa.string(), "title as published"),
    optional("issuer", pa.string(), "court or authority"),
    optional("instance", pa.string(), "first, appeal or cassation"),
    column("case_numbers", pa.list_(pa.string()), "case numbers as published"),
    optional("date", pa.date32(), "day of the decision or adoption"),
    optional("edition", pa.date32(), "edition of the statute or version of the judgment"),
    optional("form", pa.string(), "form as published"),
    optional("category", pa.string(), "category as published"),
    optional("url", pa.string(), "address at the publisher"),
    column("split", pa.string(), "train, validation or test"),
    column("weight", pa.float32(), "sampling weight"),
    column("masked", pa.int32(), "personal data replaced by typed tags"),
    column("text", Texts, "chosen text, personal data masked"),
    column("sections", pa.list_(SECTION), "sections, offsets into this text"),
    column("citations", pa.list_(pa.struct([
        *SPAN,
        column("target", pa.string(), "law/article, law or case"),
    ])), "what the text cites, offsets into this text"),
    column("group", pa.string(), "component over clusters and case numbers, named after its first row"),
])

EMBEDDING_CHUNKS = pa.schema([
    column("chunk", pa.string(), "document, version and number: edrsr:86740127@0a1b…#3"),
    column("id", pa.string(), "document"),
    column("group", pa.string(), "component that must not be split or be its own negative"),
    column("split", pa.string(), "train, validation or test"),
    column("language", pa.string(), "language found"),
    column("path", pa.string(), "where in the document it begins: operative, article:625/part:2"),
    column("context", pa.string(), "headings over it: Кодекс › Розділ II › Стаття 625 › ч. 2; no part of the text"),
    column("start", pa.int32(), "first code point in the corpus text"),
    column("end", pa.int32(), "code point after the last"),
    column("size", pa.int32(), "what it takes of the budget: characters or tokens, as the budget counts"),
    column("cited", pa.list_(pa.string()), "law/article cited inside the chunk"),
    column("text", Texts, "the chunk, verbatim"),
])

EMBEDDING_PAIRS = pa.schema([
    column("query", Texts, "what is asked, citations and personal data masked; an article's text as it stands"),
    column("pos", pa.list_(Texts), "passages that answer, best first; citations masked in those of decisions"),
    column("neg", pa.list_(Texts), "hard negatives: near in words, no kin of the query or its positives"),
    column("type", pa.string(), "abstract_to_consideration, article_to_consideration, sentence_to_article, "
        "sentence_to_decision, appeal_to_appealed or heading_to_section"),
    column("language", pa.string(), "language of the query"),
    column("query_id", pa.string(), "article and edition, document, or place in it that the query came from"),
    column("evidence", pa.string(), "why the positives answer"),
    column("pos_ids", pa.list_(pa.string()), "chunks or articles of pos"),
    column("pos_scores", pa.list_(pa.float32()), "BM25 of pos"),
    column("pos_places", pa.list_(pa.string()), "where each stands in its document, or since when it is in force"),
    column("neg_ids", pa.list_(pa.string()), "chunks or articles of neg"),
    column("neg_scores", pa.list_(pa.float32()), "BM25 of neg, by the same statistics"),
    column("neg_ranks", pa.list_(pa.int32()), "rank of each among all passages of the split"),
    column("kin_ids", pa.list_(pa.string()), "passages as near that are kin: neither answers nor negatives"),
    column("answers", pa.int32(), "documents known to answer; of more than one, others of a batch may answer too"),
    column("split", pa.string(), "train, validation or test"),
])

TOKENS = pa.schema([
    column("id", pa.string(), "document"),
    column("tokens", pa.list_(pa.uint32()), "token ids of the text, then the end of the document"),
    column("lengths", pa.list_(pa.int32()), "tokens of each piece; more than one where it is longer than a row"),
    column("offsets", pa.list_(pa.int64()), "first code point of each piece in the text"),
    column("digests", pa.list_(pa.uint64()), "hash of each piece: the document's name, its number, its tokens"),
])

SEEDS = pa.schema([
    column("seed", pa.string(), "its name: document and version, the answer's place, the kind"),
    column("kind", pa.string(), "article_use, issue or holding"),
    column("id", pa.string(), "document"),
    column("version", pa.string(), "version of the document"),
    column("group", pa.string(), "component over clusters and case numbers"),
    column("language", pa.string(), "language of the document"),
    column("split", pa.string(), "train, validation or test"),
    column("target", pa.string(), "law/article that is used; empty for an issue or a holding"),
    column("template", pa.string(), "template of the question"),
    column("question", pa.string(), "the template filled in; nobody has asked it"),
    column("context", Texts, "the source around the answer, personal data masked"),
    column("context_start", pa.int32(), "its first code point in the corpus text"),
    column("start", pa.int32(), "first code point of what may answer, in the corpus text"),
    column("end", pa.int32(), "code point after the last"),
    column("uncertainty", pa.float32(), "doubt that it answers, 0 to 1"),
    column("rarity", pa.float32(), "1 for an article that one decision cites, halved for each eightfold"),
    column("priority", pa.float64(), "what comes first: uncertainty and rarity together"),
])

PACKED_SEQUENCES = pa.schema([
    column("split", pa.string(), "train, validation or test"),
    column("input_ids", pa.list_(pa.uint32()),
           "token ids of the row, end-of-document included; 16 bits each where the vocabulary fits"),
    column("doc_lengths", pa.list_(pa.int32()), "tokens of each piece; their sums are cu_seqlens"),
    column("doc_ids", pa.list_(pa.string()), "document of each piece: id@version"),
    column("doc_offsets", pa.list_(pa.int64()), "first code point of each piece in its document's text"),
    column("doc_pieces", pa.list_(pa.int32()), "number of each piece in its document, from 0"),
])

RELEASE = pa.schema([
    column("path", pa.string(), "file, relative to the release's folder"),
    column("rows", pa.int64(), "rows in it; 0 for papers"),
    column("bytes", pa.int64(), "size in bytes"),
    column("sha256", pa.string(), "hash of its bytes"),
])
