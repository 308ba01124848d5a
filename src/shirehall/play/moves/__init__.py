"""One file a move, or a family of moves that belong together: the ask, its check, its events, and what they do."""
