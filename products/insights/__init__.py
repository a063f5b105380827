"""Comparing brands and products, and analysing a whole catalogue: numbers first, then words that cite them."""
