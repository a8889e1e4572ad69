"""Measurements that anyone can run again; their results stand in RESULTS.md."""
