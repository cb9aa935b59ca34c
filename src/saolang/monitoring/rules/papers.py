"""Who may do what with the watch over standing papers."""
