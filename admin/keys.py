"""Where the parts of the application are kept: typed keys of the aiohttp application and request."""

from collections.abc import Sequence

from aiohttp import web
from jinja2 import Environment

from admin.accounts.oidc import Provider
from admin.accounts.service import AccountView
from admin.hall_feed import Feed
from admin.site import Site
from bot.channel import Channel
from consultation.db import Database
from consultation.settings import Settings
from consultation.vault import Vault

SETTINGS = web.AppKey("settings", Settings)
SITE = web.AppKey("site", Site)
DB: web.AppKey[Database] = web.AppKey("db", Database)
VAULT = web.AppKey("vault", Vault)
CHANNELS: web.AppKey[Sequence[Channel]] = web.AppKey("channels", Sequence)
HALL = web.AppKey("hall", Feed)
PAGES = web.AppKey("pages", Environment)
PROVIDER: web.AppKey[Provider | None] = web.AppKey("provider", Provider)

ACCOUNT: web.RequestKey[AccountView | None] = web.RequestKey("account", AccountView)
