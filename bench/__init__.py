"""How fast the product is, measured from outside."""
