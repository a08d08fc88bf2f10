"""The page answers its own browser, and no web page elsewhere."""

from collections.abc import Mapping
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from sandbox.workspace import Channel
from tests.browser.page.conftest import Council


def ask(url: str, headers: Mapping[str, str], data: bytes | None = None) -> tuple[int, Mapping[str, str]]:
    try:
        with urlopen(Request(url, data, dict(headers)), timeout=10) as answer:
            return answer.status, dict(answer.headers)
    except HTTPError as refused:
        return refused.code, dict(refused.headers)


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:1", None])
def test_a_web_page_elsewhere_can_not_press_anything(council: Council, origin: str | None) -> None:
    before = council.workspace.clock.now()

    status, _ = ask(council.url(council.officer, "/clock"), {"Origin": origin} if origin else {}, b"to=day")

    assert status == 403
    assert council.workspace.clock.now() == before


def test_the_page_itself_can(council: Council) -> None:
    before = council.workspace.clock.now()

    status, _ = ask(council.url(council.officer, "/clock"), {"Origin": council.sandbox.url}, b"to=day")

    assert status == 200
    assert (council.workspace.clock.now() - before).days == 1


def test_another_name_for_this_machine_reads_nothing(council: Council) -> None:
    port = urlsplit(council.sandbox.url).port

    status, _ = ask(council.url(council.officer, council.board), {"Host": f"elsewhere.example:{port}"})

    assert status == 403


def test_the_page_runs_no_script_but_its_own_and_loads_nothing_from_elsewhere(council: Council) -> None:
    status, headers = ask(council.url(council.officer, council.board), {})

    assert status == 200
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_a_person_reads_only_the_channels_they_are_in(council: Council) -> None:
    private = council.workspace.channel("chair-and-deputy")
    council.post(private, council.chair, "Between you and me")

    with urlopen(council.url(council.officer, private), timeout=10) as answer:
        assert "Between you and me" not in answer.read().decode()
        assert private.id not in answer.url


def test_nobody_dismisses_or_presses_what_is_not_theirs(council: Council) -> None:
    direct = council.on_server(_direct(council))
    ts = direct.messages[-1].ts
    url = council.url(council.chair, direct) + f"/message/{ts}/press"

    status, _ = ask(url, {"Origin": council.sandbox.url}, b"pressed=a6%2Fwrite")

    assert status == 403
    assert council.workspace.modal(council.chair.id) is None


async def _direct(council: Council) -> Channel:
    return council.workspace.direct(council.officer.id)
