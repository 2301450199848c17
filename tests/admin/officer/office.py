"""The people of an office at the pages of one consultation."""

from typing import Any

from admin.accounts import service as accounts
from admin.accounts import sessions
from consultation.consult import service as consult
from consultation.db import Database
from tests.admin.application import PASSWORD, Client, words


class Office:
    """The people of an office, each signed in at the pages of one consultation."""

    def __init__(self, client: Client, db: Database, id: int) -> None:
        self.client, self.db, self.id = client, db, id

    async def enter(self, role: str) -> None:
        """Somebody of this role sits down; the same person whenever the role is, and signed in anew each time."""
        name, jar = f"{role} ของสำนักงาน", self.client.session.cookie_jar
        if await self.db.read(accounts.by_name, name) is None:
            await self.db.write(accounts.add, name, PASSWORD, role)
        jar.clear()
        jar.update_cookies({"prachakhom": await self.db.write(sessions.start_session, name)}, self.client.make_url("/"))

    async def reads(self, role: str, page: str = "steps") -> str:
        await self.enter(role)
        answer = await self.client.get(f"/admin/consultations/{self.id}/{page}")
        assert answer.status == 200, (role, page)
        return await words(answer)

    async def does(self, role: str, page: str = "steps", **sent: Any) -> tuple[int, str]:
        """Press a button; the status, and what the page then says."""
        await self.enter(role)
        answer = await self.client.post(f"/admin/consultations/{self.id}/{page}", data=sent)
        return answer.status, await words(answer)

    async def home(self, role: str) -> str:
        """The first page, as somebody of this role sees it."""
        await self.enter(role)
        return await words(await self.client.get("/admin"))

    async def state(self) -> str:
        return (await self.db.read(consult.view, self.id)).state

    async def public(self, path: str = "") -> tuple[int, str]:
        self.client.session.cookie_jar.clear()
        code = (await self.db.read(consult.view, self.id)).code
        answer = await self.client.get(f"/c/{code}{path}")
        return answer.status, await words(answer)
