"""Pages of products. Each view says whose, what is valid, what to do, what to answer."""
