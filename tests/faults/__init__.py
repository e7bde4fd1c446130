"""An object store that fails: what can go wrong on the way to one, from a seed."""
