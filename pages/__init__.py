"""One file per page: ask, draw, say what it means. Nothing runs when a page is imported."""
