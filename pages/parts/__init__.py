"""What every page is made of: the banner, the filters, a picture with its table and words."""
