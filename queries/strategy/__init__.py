"""What the partnership keeps about its Neglect Strategy: read, checked, kept, and held against the figures."""
