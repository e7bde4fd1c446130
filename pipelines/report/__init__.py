"""The papers of a release: what it holds, where it came from, what was left out and why.

What belongs here: counting the annotations (`summary`) and writing them down for a hub (`card`), for machines
(`croissant`) and for people (`page`). What does not: any decision about a document.
"""
