"""Lists that come as files: headings, cells and days, whatever the list is of."""
