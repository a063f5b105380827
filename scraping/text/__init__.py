"""Turning shop text into values: amounts, currencies, codes, stock words, clean HTML, image addresses."""
