"""How the bot remembers: functions that take the open session first, never commit, and speak domain types."""
