"""The office, one file per noun. Every change to the office's records goes through here."""
