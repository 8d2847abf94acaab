"""Facts that come with the product: places."""
