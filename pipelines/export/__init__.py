"""The released data sets: Parquet, WebDataset, packed rows, embedding chunks and pairs.

What belongs here: from the chosen corpus to what a trainer opens. What does not: choosing and masking (`select`),
and the papers of a release (`report`).
"""
