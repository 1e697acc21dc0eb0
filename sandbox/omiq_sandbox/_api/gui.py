"""The pages for people: who they are, and the short-term token to copy (`help-api`).

They stand at the root of the API's origin. A browser is known by a cookie that no script reads, a form counts only when
it comes from a page of the same session and origin, and no cache keeps what a page shows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from .._refusals import Refusal
from .._sandbox import Sandbox
from .._state import groups, people
from .._state.people import User
from .sessions import Session, Sessions

_Form: TypeAlias = dict[str, str]

_PROFILE = "/profile"
_TOKEN_PAGE = "/profile?token=true"  # noqa: S105 (a path)
_LARGEST_FORM = 10_000
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def routes(sandbox: Sandbox) -> list[BaseRoute]:
    gui = _Gui(sandbox)
    return [
        Route("/", gui.home),
        Route("/profile", gui.profile),
        Route("/login", gui.log_in, methods=["POST"]),
        Route("/logout", gui.log_out, methods=["POST"]),
        Mount("/static", StaticFiles(packages=[("omiq_sandbox._api", "pages/static")])),
    ]


class _Gui:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._sessions = Sessions()
        self._cookie = f"omiq_sandbox_{urlsplit(sandbox.api_url).port}"  # all ports of a host share its cookies
        self._pages = Environment(
            loader=PackageLoader("omiq_sandbox._api", "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )

    def home(self, request: Request) -> Response:
        id_, session = self._session(request)
        return self._show("home.html", id_, session, user=self._user(session))

    def profile(self, request: Request) -> Response:
        """Show who is logged in, and with `token=true` their token; or the form to log in with."""
        id_, session = self._session(request)
        wants_token = request.query_params.get("token", "").lower() in ("true", "1")
        user = self._user(session)
        if user is None or session.token is None:
            return self._show("login.html", id_, session, user=None, wants_token=wants_token)
        with self._sandbox.store.transaction() as db:
            mine = groups.groups_of(db, user.id)
        expires = datetime.fromtimestamp(self._sandbox.tokens.expiry(session.token), UTC)
        token = session.token if wants_token else None
        return self._show("profile.html", id_, session, user=user, groups=mine, token=token, expires=expires)

    async def log_in(self, request: Request) -> Response:
        return await self._act(request, self._log_in)

    async def log_out(self, request: Request) -> Response:
        return await self._act(request, self._log_out)

    async def _act(self, request: Request, action: Callable[[str, Session, _Form], Response]) -> Response:
        """Do what a form of this session asks, and send the browser on: to reload is not to repeat."""
        form = await _form(request)
        id_, session = self._session(request)
        same_origin = request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host')}"
        if not same_origin or not session.gave(form.get("form_key", "")):
            session.notice = "That form was out of date. Please try again."
            return self._redirect(_PROFILE, id_)
        return await run_in_threadpool(action, id_, session, form)

    def _log_in(self, id_: str, session: Session, form: _Form) -> Response:
        email, page = form.get("email", ""), _TOKEN_PAGE if form.get("token") else _PROFILE
        with self._sandbox.store.transaction() as db:
            user = people.by_password(db, email, form.get("password", ""))
            if user is None:
                named = people.by_email(db, email)
                session.notice = (
                    f"{named.name} is a service account. It has no password and cannot log in here: "
                    "it signs in to the API by its secret key."
                    if named is not None and named.is_service_account
                    else "The e-mail address or the password is wrong."
                )
                return self._redirect(page, id_)
            token = self._sandbox.tokens.issue(db, user.id, self._sandbox.clock.now())
        self._sessions.end(id_)
        return self._redirect(page, self._sessions.begin(Session(token)))

    def _log_out(self, id_: str, session: Session, form: _Form) -> Response:
        self._sessions.end(id_)
        return self._redirect("/", self._sessions.begin(Session()))

    def _session(self, request: Request) -> tuple[str, Session]:
        """Return the browser's session and its id; a new one where it has none."""
        id_ = request.cookies.get(self._cookie, "")
        session = self._sessions.get(id_)
        if session is None:
            session = Session()
            id_ = self._sessions.begin(session)
        return id_, session

    def _user(self, session: Session) -> User | None:
        """Return who is logged in. A login ends with its token."""
        if session.token is None:
            return None
        try:
            with self._sandbox.store.transaction() as db:
                return self._sandbox.tokens.user_of(db, session.token, self._sandbox.clock.now())
        except Refusal as refusal:
            session.token = None
            session.notice = f"{refusal.words}. Please log in again."
            return None

    def _show(self, page: str, id_: str, session: Session, **values: Any) -> Response:
        notice, session.notice = session.notice, ""
        html = self._pages.get_template(page).render(
            api_url=self._sandbox.api_url, form_key=session.form_key, notice=notice, **values
        )
        return self._remember(HTMLResponse(html, headers=_HEADERS), id_)

    def _redirect(self, page: str, id_: str) -> Response:
        return self._remember(RedirectResponse(page, 303, _HEADERS), id_)

    def _remember(self, response: Response, id_: str) -> Response:
        response.set_cookie(self._cookie, id_, httponly=True, samesite="strict")
        return response


async def _form(request: Request) -> _Form:
    """Return a form's fields; none of one that is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return {}
    return dict(parse_qsl(body.decode("utf-8", "replace")))
