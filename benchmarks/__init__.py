"""Side by side with rivals: the same job on the same input, in the same run."""
