"""The questions. Filters and a Scope go in, a DataFrame comes out. Every number on any screen starts here."""
