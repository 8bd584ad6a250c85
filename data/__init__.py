"""What is known: tables, loaders, the demo authority, and the facts built from them. Knows nothing above it."""
