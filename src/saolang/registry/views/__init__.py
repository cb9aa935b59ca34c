"""Pages of the register in the desk."""
