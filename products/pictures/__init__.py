"""Small copies of the shops' pictures, so that pages are light and no shop learns who looks at them."""
