"""The pages of publishing."""
