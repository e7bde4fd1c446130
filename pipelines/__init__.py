"""The data: from what a publisher offers to what a trainer eats. Knows nothing of Dagster."""
