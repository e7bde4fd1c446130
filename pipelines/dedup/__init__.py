"""Duplicates: signatures of each document, clusters over a whole source, paragraphs that recur."""
