"""Writes of the rulebook: publishing sheets, attaching wording, setting what the law leaves open."""
