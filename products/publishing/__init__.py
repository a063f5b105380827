"""What a merchant does to sell a product in a store: the listing, its price, and its way there."""
