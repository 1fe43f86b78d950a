"""词库: the workspace's own words that adverts are sought by, and the phrases that only look like them."""
