"""The pages of texts and proposals."""
