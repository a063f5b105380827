"""The one way to a language model: what is asked, what it may cost, what came back. Knows no feature."""
