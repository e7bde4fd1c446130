"""Hostile files, made on purpose: what an attacker, a broken publisher or a bad disk may put among the sources.

What belongs here: tables of kinds (how a file is made, where it lies, what may become of it), one module a format, and
the run that reads thousands of them (`python -m tests.hostile --files 10000 --seed 1`). What does not: sound files that
got damaged on the way (`tests/fuzz.py`), and what each reader makes of single bad files (the tests of the sources).
A file is told by seed and number: the same on every machine and in every run.
"""
