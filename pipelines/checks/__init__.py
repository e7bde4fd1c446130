"""What the data must be like, and whether it changed: rules and measures without Dagster.

What belongs here: expectations of columns (`expectations.py`), the shape of a cell in counts (`profiles.py`) and how
far two shapes lie apart (`drift.py`). What does not: how a result is shown (`assets/data_checks.py`), and losses by
selection (`report/audit.py`).
"""
