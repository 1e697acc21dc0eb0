"""The pages in a real browser: Chromium, where the machine has one."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

import omiq
import omiq_sandbox
from tests.support.browser import CHROMIUM, PATIENCE_MS, launched

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")


class Tab:
    """A page of a browser, everything that it asked for, and what went wrong in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requested: list[str] = []
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: self.requested.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def log_in(self, email: str, password: str) -> None:
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()

    def hosts(self) -> set[str | None]:
        """Return all hosts that the page asked; what it made itself (blob:, data:) has none."""
        return {urlsplit(url).hostname for url in self.requested}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def tab(chromium: Browser, sandbox: omiq_sandbox.Server) -> Iterator[Tab]:
    context = chromium.new_context(
        base_url=sandbox.gui_url, permissions=["clipboard-read", "clipboard-write"], service_workers="block"
    )
    yield Tab(context.new_page())
    context.close()


def test_a_person_logs_in_and_copies_a_token_that_works(tab: Tab, sandbox: omiq_sandbox.Server) -> None:
    """As the help article tells: open the page, log in, press the button (`help-api`)."""
    account, page = sandbox.users[0], tab.page
    assert account.password is not None

    page.goto("/profile?token=true")
    tab.log_in(account.email, "wrong")
    expect(page.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")
    tab.log_in(account.email, account.password)
    page.get_by_role("button", name="Copy token").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Short-term token").input_value()
    with omiq.Client(sandbox.url, token=copied) as client:
        assert client.users.me().name == account.name
    assert tab.complaints == []


def test_the_button_copies_where_the_clipboard_is_not_to_be_had(tab: Tab, sandbox: omiq_sandbox.Server) -> None:
    """An older way to copy does it then."""
    account, page = sandbox.users[0], tab.page
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))")
    page.goto("/profile?token=true")
    tab.log_in(account.email, account.password or "")

    page.get_by_role("button", name="Copy token").click()
    expect(page.get_by_role("status")).to_have_text("Copied.")

    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Short-term token").input_value()


def test_logging_out_takes_the_token_away(tab: Tab, sandbox: omiq_sandbox.Server) -> None:
    """Going back does not bring it back."""
    account, page = sandbox.users[0], tab.page
    page.goto("/profile?token=true")
    tab.log_in(account.email, account.password or "")

    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="A local stand-in for OMIQ")).to_be_visible()
    page.go_back()

    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_the_log_in_works_by_keyboard_alone(tab: Tab, sandbox: omiq_sandbox.Server) -> None:
    """The first field has the focus, Enter sends the form, and the button is next after the token."""
    account, page = sandbox.users[0], tab.page
    page.goto("/profile?token=true")
    expect(page.get_by_label("E-mail address")).to_be_focused()

    page.keyboard.type(account.email)
    page.keyboard.press("Tab")
    page.keyboard.type(account.password or "")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copy token")).to_be_enabled()
    page.get_by_label("Short-term token").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("Copied.")


def test_the_documents_page_shows_the_operations_and_asks_nobody_else(tab: Tab) -> None:
    """Redoc renders the catalog; no request leaves this machine, and none is tried."""
    tab.page.goto("/docs")

    for summary in ("Exchange a secret key for a token.", "Share a dataset or workflow with users and groups."):
        expect(tab.page.get_by_role("heading", name=summary)).to_be_visible(timeout=PATIENCE_MS)

    assert tab.hosts() - {None} == {"127.0.0.1"}
    assert tab.complaints == []
