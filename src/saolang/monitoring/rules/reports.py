"""Who may do what with reports by the public."""
