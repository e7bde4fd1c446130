"""Personal data of people in documents: found, typed, told whose it is, and masked.

What belongs here: recognizers, the windows they look at, the policy's reading and the tags. What does not: which text
is released (`pipelines/select`), and whether a release stands a second look (`pipelines/checks/personal_data.py`).
"""
