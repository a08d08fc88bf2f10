"""Everything the bot knows and may do without asking a database, a network or a clock."""
