"""Dates and times as the page says them."""

from datetime import date, datetime, timedelta


def day_in_words(day: date) -> str:
    """Such as "Tuesday 1 June 2021"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def moment_in_words(moment: datetime) -> str:
    """Such as "Tuesday 1 June 2021, 08:00", in the zone that `moment` is in."""
    return f"{day_in_words(moment.date())}, {moment:%H:%M}"


def moment_in_short(moment: datetime, now: datetime) -> str:
    """Such as "Mon 7 June, 09:00"; the year is said when it is not this one. Both are in the same zone."""
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment:%a} {moment.day} {moment:%B}{year}, {moment:%H:%M}"


def day_beside_today(day: date, today: date) -> str:
    """As Slack's dividers have it: "Today", "Yesterday", or the day in words."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return day_in_words(day)


def date_token(moment: datetime, form: str) -> str:
    """Fill in the tokens of Slack's `<!date>` (docs.slack.dev/messaging/formatting-message-text, "Dates")."""
    short = f"{moment.day} {moment:%b %Y}"
    words = {
        "{date_num}": f"{moment:%Y-%m-%d}",
        "{date_slash}": f"{moment:%d/%m/%Y}",
        "{date_short_pretty}": short,
        "{date_long_pretty}": day_in_words(moment.date()),
        "{date_pretty}": f"{moment.day} {moment:%B %Y}",
        "{date_short}": short,
        "{date_long}": day_in_words(moment.date()),
        "{date}": f"{moment.day} {moment:%B %Y}",
        "{time_secs}": f"{moment:%H:%M:%S}",
        "{time}": f"{moment:%H:%M}",
        "{ago}": moment_in_words(moment),
    }
    for token, said in words.items():
        form = form.replace(token, said)
    return form
