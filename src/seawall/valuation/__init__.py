"""What positions are worth: options, bonds, futures, and curves from their quotes."""
