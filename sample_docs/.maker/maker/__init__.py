"""Turns the texts in ``content/`` into PDF, Word, Markdown and plain text files."""
