"""The endpoints of the LINE double: method, path, operation as faults and records name it, handler."""

from typing import Any

from tests.doubles import line_account as account
from tests.doubles import line_menus as menus
from tests.doubles import line_send as send

ROUTES: list[tuple[str, str, str, Any]] = [
    ("POST", "/v2/bot/message/reply", "reply", send.reply),
    ("POST", "/v2/bot/message/push", "push", send.push),
    ("POST", "/v2/bot/message/multicast", "multicast", send.multicast),
    ("POST", "/v2/bot/message/broadcast", "broadcast", send.broadcast),
    ("POST", "/v2/bot/message/narrowcast", "narrowcast", send.narrowcast),
    ("POST", "/v2/bot/message/validate/{how}", "validate", send.validate),
    ("POST", "/v2/bot/chat/loading/start", "loading", send.loading),
    ("GET", "/v2/bot/message/quota", "quota", account.quota),
    ("GET", "/v2/bot/message/quota/consumption", "consumption", account.consumption),
    ("GET", "/v2/bot/message/{message}/content", "content", account.content),
    ("GET", "/v2/bot/info", "info", account.info),
    ("GET", "/v2/bot/profile/{user}", "profile", account.profile),
    ("GET", "/v2/bot/group/{group}/member/{user}", "member", account.member),
    ("GET", "/v2/bot/followers/ids", "followers", account.followers),
    ("PUT", "/v2/bot/channel/webhook/endpoint", "webhook-set", account.webhook_set),
    ("GET", "/v2/bot/channel/webhook/endpoint", "webhook-get", account.webhook_get),
    ("POST", "/v2/bot/channel/webhook/test", "webhook-test", account.webhook_test),
    ("POST", "/v2/bot/richmenu", "richmenu-create", menus.create),
    ("POST", "/v2/bot/richmenu/validate", "richmenu-validate", menus.validate),
    ("GET", "/v2/bot/richmenu/list", "richmenu-list", menus.listed),
    ("POST", "/v2/bot/richmenu/alias", "richmenu-alias", menus.alias_create),
    ("GET", "/v2/bot/richmenu/alias/list", "richmenu-alias", menus.alias_list),
    ("GET", "/v2/bot/richmenu/alias/{alias}", "richmenu-alias", menus.alias_get),
    ("POST", "/v2/bot/richmenu/alias/{alias}", "richmenu-alias", menus.alias_update),
    ("DELETE", "/v2/bot/richmenu/alias/{alias}", "richmenu-alias", menus.alias_delete),
    ("GET", "/v2/bot/richmenu/{menu}", "richmenu-get", menus.get),
    ("DELETE", "/v2/bot/richmenu/{menu}", "richmenu-delete", menus.delete),
    ("POST", "/v2/bot/richmenu/{menu}/content", "richmenu-image", menus.image_put),
    ("GET", "/v2/bot/richmenu/{menu}/content", "richmenu-image", menus.image_get),
    ("GET", "/v2/bot/user/all/richmenu", "richmenu-default", menus.default_get),
    ("DELETE", "/v2/bot/user/all/richmenu", "richmenu-default", menus.default_drop),
    ("POST", "/v2/bot/user/all/richmenu/{menu}", "richmenu-default", menus.default_set),
    ("GET", "/v2/bot/user/{user}/richmenu", "richmenu-user", menus.linked),
    ("DELETE", "/v2/bot/user/{user}/richmenu", "richmenu-user", menus.unlink),
    ("POST", "/v2/bot/user/{user}/richmenu/{menu}", "richmenu-user", menus.link),
]
