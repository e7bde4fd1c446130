"""What is said about a document, beside its text: quality, personal data, sections. Nothing here decides."""
