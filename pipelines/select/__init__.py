"""The decision about every document, and the text that follows from it."""
