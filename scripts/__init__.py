"""What prepares and pictures the product. Not part of it."""
