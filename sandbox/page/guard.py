"""What keeps other web pages away from the pretend workspace, and this page to itself."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guarded(handler: Handler) -> Handler:
    """The handler, for the page's own browser only.

    The address must name this machine, so that a host elsewhere that points here reads nothing; and whatever changes
    something must come from the page itself, so that a web page elsewhere can not press its buttons.
    """

    async def answer(request: web.Request) -> web.StreamResponse:
        if _name_of(request.host) not in LOOPBACK:
            raise web.HTTPForbidden(text="Open this page by its local address, such as http://127.0.0.1.")
        if request.method != "GET" and not _is_from_here(request):
            raise web.HTTPForbidden(text="This can only be done from the page itself.")
        response = await handler(request)
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return answer


def _name_of(host: str) -> str:
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _is_from_here(request: web.Request) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.host}"
