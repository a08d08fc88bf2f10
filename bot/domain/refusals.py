"""The kind of failure that is not a bug: something a person can put right."""


class Refusal(Exception):
    """Says no in the words that the person will read, with what to do next.

    `field` names the form field that the sentence belongs beside, where there is one.
    """

    def __init__(self, words: str, field: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field


class WhichPlan(Refusal):
    """Somebody has to do with several plans and did not say which; `plans` are those, as (board id, name)."""

    def __init__(self, words: str, plans: tuple[tuple[int, str], ...]) -> None:
        super().__init__(words)
        self.plans = plans
