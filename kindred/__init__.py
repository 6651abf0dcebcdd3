"""Everything that is true without Discord. Nothing in this package imports discord."""
