"""What is said when somebody is away, or hands what they answer for to a delegate. Why is never asked."""

HAND_OVER = "absence.hand_over"
"""What the button “Hand to delegate” does; it is about a board and a post, as `board:post`."""
AWAY = "absence.away"
"""What the button “I am away” does; it is about a board and a post, as `board:post`."""
