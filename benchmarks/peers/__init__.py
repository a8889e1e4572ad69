"""One script a peer: how its documentation says to index a folder. Each runs in an environment of its own."""
