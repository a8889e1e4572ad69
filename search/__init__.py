"""Which passages answer this situation, and why? Retrieve, fuse, rank, collapse, explain."""
