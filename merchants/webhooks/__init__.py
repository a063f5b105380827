"""Outgoing webhooks: a merchant's own program is told of results, signed, until it has them."""
