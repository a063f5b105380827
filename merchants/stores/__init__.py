"""The stores that merchants publish to: connections, their tokens, and what the stores tell us."""
