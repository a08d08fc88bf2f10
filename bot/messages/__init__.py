"""Everything the bot can say, in neutral words: facts in, a Message or a Form out."""
