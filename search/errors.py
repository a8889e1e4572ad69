"""What can go wrong here. A file of its own: the doors know every error, and load no reader for it."""


class BenchmarkError(Exception):
    """The folder is no benchmark in BEIR's format; says which file and line."""
