from pydantic import SecretStr

from consultation.consult.links import links
from consultation.db import Database
from consultation.settings import Settings
from tests.consultation.consult.test_service import make


async def test_links_only_for_the_channels_there_are(db: Database) -> None:
    made = await db.write(make)
    bare = links(made, Settings(base_url="https://prachakhom.example/"))
    assert bare.public == f"https://prachakhom.example/c/{made.code}"
    assert bare.chat == f"https://prachakhom.example/chat/{made.code}"
    assert (bare.line, bare.telegram, bare.code) == (None, None, made.code)
    both = links(made, Settings(line_basic_id="@abc", telegram_bot_name="our_bot", secret_key=SecretStr("x" * 16)))
    assert both.line == f"https://line.me/R/oaMessage/@abc/?{made.code}"
    assert both.telegram == f"https://t.me/our_bot?start={made.code}"
