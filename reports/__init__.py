"""Files to take away: tables and dates, made from what a page shows."""
