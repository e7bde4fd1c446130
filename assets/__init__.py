"""Dagster: which assets there are, over which partitions, and when they run. No loop over documents lives here."""
