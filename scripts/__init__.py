"""What prepares, starts and pictures the product. Not part of it."""
