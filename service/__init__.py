"""How do people ask? The command line, HTTP and the page."""
