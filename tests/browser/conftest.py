"""A browser for each file of tests, and the shops it visits: one filled, one empty, made once for all workers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser

from tests.browser.shop import KINDS, Shop, made_once
from tests.browser.visiting import chromium
from tests.postmaster import Postmaster


@pytest.fixture(scope="module")
def web() -> Iterator[Browser]:
    """Closed with its file: while it is open, its thread has an event loop, and Django would not touch a database."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run see."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shops"


@pytest.fixture(scope="session")
def new_shop(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Shop]]:
    """A shop of one's own: `new_shop("filled")`, with the variables to serve it with."""
    shops: list[Shop] = []

    def new(kind: str, **env: str) -> Shop:
        made = made_once(shared / kind, KINDS[kind])
        data = tmp_path_factory.mktemp(kind) / "data"
        shutil.copytree(made, data)
        shops.append(Shop(data, **env))
        return shops[-1]

    yield new
    for shop in shops:
        shop.close()


@pytest.fixture
def postmaster() -> Iterator[Postmaster]:
    """A mail server that takes everything."""
    handler = Postmaster()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture(scope="session")
def filled_shop(new_shop: Callable[..., Shop]) -> Shop:
    """The demonstration, to be looked at and not changed."""
    return new_shop("filled").open()


@pytest.fixture(scope="session")
def empty_shop(new_shop: Callable[..., Shop]) -> Shop:
    """Nothing but an account, to be looked at and not changed."""
    return new_shop("empty").open()
