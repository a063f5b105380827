"""What the buyer sees: title, prices, stock, codes, pictures, description, options."""
