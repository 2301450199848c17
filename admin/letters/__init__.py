"""Letters with invitation codes: drawn to be printed and cut, and as a list in Excel."""
