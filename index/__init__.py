"""What do we hold, and what lies near this? Passages are embedded and kept in a library."""
