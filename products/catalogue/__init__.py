"""Reading a merchant's whole catalogue again, shop by shop."""
