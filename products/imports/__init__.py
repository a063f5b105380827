"""Import by link: from what a merchant pastes to a product that was read."""
