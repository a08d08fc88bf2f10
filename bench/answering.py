"""A local Slack that says yes at once to whatever is asked, in a process of its own: `python -m bench.answering`.

It prints its port.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from bench.asking import ROOT


@contextmanager
def answering() -> Iterator[str]:
    """Start it; the address of its Web API, for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.answering"], cwd=ROOT, env=dict(os.environ), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/api/"
    finally:
        process.kill()
        process.wait()


def _app() -> web.Application:
    numbers = itertools.count(1)
    known = {
        "auth.test": {"team_id": "T00001", "user_id": "UBOT", "bot_id": "BBOT"},
        "users.info": {"user": {"name": "somebody", "deleted": False}},
        "conversations.members": {"members": ["UBOT", "U1"]},
        "conversations.open": {"channel": {"id": "D1"}},
    }

    async def answer(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "chat.postMessage":
            return web.json_response({"ok": True, "channel": "C1", "ts": f"1622538000.{next(numbers):06d}"})
        return web.json_response({"ok": True, **known[method]})

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    return app


async def _serve() -> None:
    runner = web.AppRunner(_app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
