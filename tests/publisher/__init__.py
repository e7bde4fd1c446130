"""The publishers, simulated: a real HTTP server on this machine, sites that change from day to day, and mischief.

What belongs here: what a publisher does, good and bad, and the truth about what he holds. What does not: reading any
of it back, which is the product's work; how documents look, which is told by `tests/fixture_maker`.
"""
