"""Pages of the rulebook in the desk."""
