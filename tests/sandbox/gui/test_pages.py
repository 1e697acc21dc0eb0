"""The pages for people, as HTTP: log-in, sessions, forms, headers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import omiq_sandbox
from omiq_sandbox._seed import Account

_FORM_KEY = re.compile(r'name="form_key" value="([^"]+)"')
_TOKEN = re.compile(r"<textarea[^>]*>([^<]+)</textarea>")
_TOKEN_PAGE = "/profile?token=true"


@pytest.fixture
def browser(sandbox: omiq_sandbox.Server) -> Iterator[httpx.Client]:
    """What a browser does without a script: keeps cookies, follows redirects, says where a form comes from."""
    with httpx.Client(base_url=sandbox.gui_url, follow_redirects=True, headers={"Origin": sandbox.gui_url}) as client:
        yield client


def form_key(page: httpx.Response) -> str:
    found = _FORM_KEY.search(page.text)
    assert found is not None
    return found[1]


def log_in(browser: httpx.Client, account: Account, **fields: str) -> httpx.Response:
    form = {
        "form_key": form_key(browser.get(_TOKEN_PAGE)),
        "email": account.email,
        "password": account.password or "",
        "token": "true",
    }
    return browser.post("/login", data={**form, **fields})


def token_on(page: httpx.Response) -> str | None:
    found = _TOKEN.search(page.text)
    return found and found[1]


def test_the_token_page_gives_a_token_that_works(browser: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """After log-in the browser is where it wanted to be, and reloading gives the same token."""
    page = log_in(browser, sandbox.users[0])

    assert (page.url.raw_path.decode(), page.history[0].status_code) == (_TOKEN_PAGE, 303)
    token = token_on(page)
    assert token == token_on(browser.get(_TOKEN_PAGE))
    user = httpx.get(f"{sandbox.url}/user", headers={"Authorization": f"Bearer {token}"}).json()["user"]
    assert user["id"] == sandbox.users[0].id


def test_the_profile_shows_no_token(browser: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """It does only with `token=true`."""
    log_in(browser, sandbox.users[0])

    page = browser.get("/profile")

    assert sandbox.users[0].email in page.text
    assert token_on(page) is None


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"email": "nobody@lab.example"}, {"email": "", "password": ""}]
)
def test_a_wrong_log_in_says_so_once(
    browser: httpx.Client, sandbox: omiq_sandbox.Server, wrong: dict[str, str]
) -> None:
    """What was wrong is not told; the next page has forgotten it."""
    page = log_in(browser, sandbox.users[0], **wrong)

    assert "The e-mail address or the password is wrong." in page.text
    assert token_on(page) is None
    assert "is wrong" not in browser.get(_TOKEN_PAGE).text


def test_a_service_account_is_told_to_use_its_secret_key(browser: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """It cannot log in to the pages (`help-api`)."""
    page = log_in(browser, sandbox.users[-1])

    assert "is a service account" in page.text
    assert token_on(page) is None


def test_logging_out_ends_the_session(browser: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """Even for whoever kept the cookie."""
    page = log_in(browser, sandbox.users[0])
    kept = dict(browser.cookies)

    browser.post("/logout", data={"form_key": form_key(page)})

    assert token_on(browser.get(_TOKEN_PAGE)) is None
    assert token_on(httpx.get(f"{sandbox.gui_url}{_TOKEN_PAGE}", cookies=kept)) is None


def test_a_session_ends_with_its_token(browser: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """Then the page asks for the log-in, and says why."""
    log_in(browser, sandbox.users[0])
    sandbox.clock.advance(8 * 3600)

    page = browser.get(_TOKEN_PAGE)

    assert "The token has expired. Please log in again." in page.text
    assert token_on(page) is None


def test_logging_in_begins_a_new_session(browser: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """A session id that somebody planted before does not become a logged-in one."""
    browser.get(_TOKEN_PAGE)
    planted = dict(browser.cookies)

    log_in(browser, sandbox.users[0])

    assert dict(browser.cookies) != planted
    assert token_on(httpx.get(f"{sandbox.gui_url}{_TOKEN_PAGE}", cookies=planted)) is None


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://127.0.0.1:1", "null", ""])
def test_a_form_of_another_origin_does_nothing(
    browser: httpx.Client, sandbox: omiq_sandbox.Server, origin: str
) -> None:
    """A page of another port is of another origin too."""
    browser.headers["Origin"] = origin

    page = log_in(browser, sandbox.users[0])

    assert "out of date" in page.text
    assert token_on(browser.get(_TOKEN_PAGE)) is None


@pytest.mark.parametrize("key", ["", "guessed", "é"])
def test_a_form_without_the_key_of_its_session_does_nothing(
    browser: httpx.Client, sandbox: omiq_sandbox.Server, key: str
) -> None:
    """Neither logs in nor out."""
    log_in(browser, sandbox.users[0], form_key=key)
    assert token_on(browser.get(_TOKEN_PAGE)) is None

    log_in(browser, sandbox.users[0])
    browser.post("/logout", data={"form_key": key})
    assert token_on(browser.get(_TOKEN_PAGE)) is not None


def test_a_form_that_is_too_large_does_nothing(browser: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """It is not even looked at."""
    page = log_in(browser, sandbox.users[0], email="a" * 10_000)

    assert "out of date" in page.text


def test_a_name_is_shown_as_it_is_written(browser: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """Whatever it holds, it is text and no markup."""
    account = sandbox.users[0]
    with sandbox._sandbox.store.transaction() as db:
        db.execute("update users set name = ? where id = ?", ("<script>alert(1)</script> & co", account.id))
    log_in(browser, account)

    page = browser.get("/profile")

    assert "<h1>&lt;script&gt;alert(1)&lt;/script&gt; &amp; co</h1>" in page.text


@pytest.mark.parametrize("path", ["/", "/profile", _TOKEN_PAGE])
def test_pages_are_not_cached_not_framed_and_run_only_their_own_scripts(browser: httpx.Client, path: str) -> None:
    """Nor do they name themselves to other sites, and no script reads their cookie."""
    page = browser.get(path)

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "unsafe" not in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["cache-control"] == "no-store"
    assert {"httponly", "samesite=strict"} <= set(page.headers["set-cookie"].lower().split("; "))
    assert "local, not OMIQ" in page.text


def test_two_sandboxes_keep_their_sessions_apart(sandbox: omiq_sandbox.Server) -> None:
    """Ports of a host share its cookies, so each sandbox's has a name of its own."""
    with omiq_sandbox.run(seed="empty") as other:
        names = [set(httpx.get(f"{each.gui_url}/profile").cookies) for each in (sandbox, other)]

    assert names[0].isdisjoint(names[1])


def test_neither_password_nor_token_is_logged_or_kept(tmp_path: Path) -> None:
    """The log of requests holds no secret, nor does the folder of the data."""
    with omiq_sandbox.run(seed="empty", data=tmp_path / "data") as server:
        account = server.users[0]
        with httpx.Client(base_url=server.gui_url, follow_redirects=True) as browser:
            browser.headers["Origin"] = server.gui_url
            token = token_on(log_in(browser, account))
            session = dict(browser.cookies).popitem()[1]
        logged = repr(server.requests)
        kept = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())

    assert token is not None
    assert account.password is not None
    for secret in (token, account.password, session):
        assert secret not in logged
        assert secret.encode() not in kept
    assert account.password not in repr(account)


def test_passwords_are_new_with_each_start_and_the_secret_file_stays(tmp_path: Path) -> None:
    """Nobody knows a password of a sandbox that they did not start; programs keep their key."""
    with omiq_sandbox.run(seed="demo", data=tmp_path) as server:
        before, secret = server.users, server.secret_file.read_text("utf-8")
    with omiq_sandbox.run(seed="demo", data=tmp_path) as server:
        after = server.users
        assert server.secret_file.read_text("utf-8") == secret
        with httpx.Client(
            base_url=server.gui_url, follow_redirects=True, headers={"Origin": server.gui_url}
        ) as browser:
            assert token_on(log_in(browser, before[0])) is None
            assert token_on(log_in(browser, after[0])) is not None

    assert [account.id for account in before] == [account.id for account in after]


def test_the_document_names_this_sandbox_as_its_server(sandbox: omiq_sandbox.Server) -> None:
    """The catalog's operations are in it, and not what the sandbox invented."""
    document = httpx.get(f"{sandbox.gui_url}/openapi.json").json()

    assert [server["url"] for server in document["servers"]] == [sandbox.url]
    assert "/datasets" in document["paths"]
    assert not [path for path in document["paths"] if path.startswith("/sandbox")]


def test_passers_by_do_not_log_anybody_out(browser: httpx.Client, sandbox: omiq_sandbox.Server) -> None:
    """Sessions are bounded, and those that nobody uses go first."""
    log_in(browser, sandbox.users[0])
    with httpx.Client(base_url=sandbox.gui_url) as passer_by:
        for number in range(1100):
            passer_by.cookies.clear()
            passer_by.get("/")
            if number % 500 == 0:
                browser.get("/")

    assert token_on(browser.get(_TOKEN_PAGE)) is not None
