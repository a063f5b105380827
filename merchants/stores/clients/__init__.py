"""Clients of the stores' APIs, one small file a store."""
