"""What does a document say, and where? Files are read, cleaned, cut into passages and tagged."""
