"""The receiver of docs/operators/api.md takes what we send, and nothing else."""

import re
from collections.abc import Callable
from pathlib import Path

from consultation import clock
from consultation.webhooks import signing

GUIDE = Path(__file__).parents[3] / "docs/operators/api.md"


def receiver() -> Callable[..., bool]:
    """`genuine` as it stands in the guide."""
    source = re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf8"), re.DOTALL)
    assert source is not None
    names: dict[str, Callable[..., bool]] = {}
    exec(source[1], names)
    return names["genuine"]


def test_the_example_of_the_guide() -> None:
    genuine, secret, earlier = receiver(), signing.new_secret(), signing.new_secret()
    body, now = '{"type": "ก"}', clock.now()
    headers = signing.headers([secret, earlier], "msg_1", now, body)
    at = now.timestamp()
    for one in (secret, earlier):
        assert genuine(signing.shown(one), headers, body.encode(), at)
    assert not genuine(signing.shown(signing.new_secret()), headers, body.encode(), at)
    assert not genuine(signing.shown(secret), headers, body.encode() + b" ", at)
    assert not genuine(signing.shown(secret), headers, body.encode(), at + 301)
    assert not genuine(signing.shown(secret), {**headers, "webhook-id": "msg_2"}, body.encode(), at)


def test_the_vector_of_standard_webhooks() -> None:
    """The example of the specification's reference libraries."""
    import base64
    from datetime import UTC, datetime

    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    told = signing.headers([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
