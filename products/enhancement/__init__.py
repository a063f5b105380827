"""Writing a product's texts from its facts, proposing them to the merchant, and keeping what is accepted."""
