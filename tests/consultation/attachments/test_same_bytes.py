"""The same bytes are kept once for one person, and one's erasure never touches what another has."""

from datetime import datetime

import pytest
from sqlmodel import Session, func, select

from consultation import clock
from consultation.attachments import fetching, service, unsent
from consultation.attachments.content import destroy
from consultation.attachments.fetching import Content, Fetched
from consultation.attachments.models import Attachment, AttachmentContent, AttachmentThumbnail, AttachmentUnsent
from consultation.db import Database
from consultation.vault import Vault
from tests.consultation.attachments.photographed import JPEG, PLACED, attachments, bytes_of, fetches, photos, sent
from tests.consultation.talk.citizens import Citizen


@pytest.fixture(autouse=True)
def start(fixed_clock: datetime) -> datetime:
    return fixed_clock


@pytest.fixture
async def code(db: Database) -> str:
    return (await db.write(photos)).code


async def somebody(db: Database, vault: Vault, code: str, *references: str, user: str = "U1") -> Citizen:
    citizen = Citizen(db, vault, user)
    await citizen.says(code, "เริ่ม")
    for reference in references:
        await citizen.does(**sent(reference))
    return citizen


async def fetch_all(db: Database, vault: Vault, data: bytes = JPEG) -> None:
    async def platform(_reference: str, _largest: int) -> Fetched:
        return Content(data)

    for job in await db.read(fetches):
        await fetching.fetch(db, vault, platform, job)


async def count(db: Database) -> tuple[int, int]:
    """Copies of bytes, and small pictures."""

    def counted(session: Session) -> tuple[int, int]:
        of = (AttachmentContent, AttachmentThumbnail)
        return tuple(session.exec(select(func.count()).select_from(table)).one() for table in of)  # type: ignore[return-value]

    return await db.read(counted)


async def test_one_person_sends_the_same_twice_and_it_is_kept_once(db: Database, vault: Vault, code: str) -> None:
    await somebody(db, vault, code, "line:61", "line:62")
    await fetch_all(db, vault, PLACED)
    assert await count(db) == (1, 1)
    assert len(set((await db.read(bytes_of, vault)).values())) == 1


@pytest.mark.parametrize("first", [0, 1])
async def test_what_one_answer_loses_the_other_keeps(db: Database, vault: Vault, code: str, first: int) -> None:
    await somebody(db, vault, code, "line:61", "line:62")
    await fetch_all(db, vault)
    rows = await db.read(attachments)
    assert await db.write(destroy, [rows[first].id or 0]) == 1
    assert await db.read(bytes_of, vault) == {rows[1 - first].reference: JPEG}
    assert await count(db) == (1, 1)
    assert await db.write(destroy, [rows[1 - first].id or 0]) == 1
    assert await count(db) == (0, 0)


async def test_the_holder_of_three_leaves_and_two_keep_one_copy(db: Database, vault: Vault, code: str) -> None:
    await somebody(db, vault, code, "line:61", "line:62")
    await fetch_all(db, vault)

    def third(session: Session) -> list[int]:
        one = session.exec(select(Attachment).order_by(Attachment.id)).first()  # type: ignore[arg-type]
        assert one is not None
        service.want(session, one.consultation_id, one.response_id or 0, "more", "image", "line:63", "")
        return [one.id or 0]

    holder = await db.write(third)
    await fetch_all(db, vault)
    assert await count(db) == (1, 1)
    await db.write(destroy, holder)
    rows = await db.read(attachments)
    assert [row.same_as for row in rows] == [None, rows[0].id]
    assert await db.read(bytes_of, vault) == {"line:62": JPEG, "line:63": JPEG} and await count(db) == (1, 1)


async def test_two_people_have_two_copies_and_nothing_tells_that_they_are_the_same(
    db: Database, vault: Vault, code: str
) -> None:
    await somebody(db, vault, code, "line:61", user="U1")
    await somebody(db, vault, code, "line:71", user="U2")
    await fetch_all(db, vault)
    mine, theirs = await db.read(attachments)
    assert mine.address and mine.address != theirs.address and await count(db) == (2, 2)
    sealed = await db.read(lambda session: session.exec(select(AttachmentContent.sealed)).all())
    assert sealed[0] != sealed[1]
    await db.write(destroy, [mine.id or 0])
    assert await db.read(bytes_of, vault) == {"line:71": JPEG}


async def test_l13_a_photo_unsent_after_it_was_kept_is_destroyed(db: Database, vault: Vault, code: str) -> None:
    await somebody(db, vault, code, "line:61", "line:62")
    await fetch_all(db, vault)
    assert await db.write(unsent.forget_reference, "line:61") is True
    assert await db.write(unsent.forget_reference, "line:61") is False
    assert await db.read(bytes_of, vault) == {"line:62": JPEG} and await count(db) == (1, 1)


async def test_l13_a_photo_unsent_before_it_was_fetched_is_never_kept(db: Database, vault: Vault, code: str) -> None:
    await somebody(db, vault, code, "line:61")
    assert await db.write(unsent.forget_reference, "line:61") is True
    await fetch_all(db, vault)
    assert await db.read(attachments) == [] and await count(db) == (0, 0)


async def test_l13_a_photo_unsent_while_it_is_fetched_is_not_kept(db: Database, vault: Vault, code: str) -> None:
    await somebody(db, vault, code, "line:61")

    async def platform(reference: str, _largest: int) -> Fetched:
        await db.write(unsent.forget_reference, reference)
        return Content(JPEG)

    (job,) = await db.read(fetches)
    await fetching.fetch(db, vault, platform, job)
    assert await db.read(attachments) == [] and await count(db) == (0, 0)


async def test_l13_a_photo_unsent_before_it_came_is_not_even_wanted(db: Database, vault: Vault, code: str) -> None:
    assert await db.write(unsent.forget_reference, "line:61") is False
    await somebody(db, vault, code, "line:61", "line:62")
    assert [row.reference for row in await db.read(attachments)] == ["line:62"]
    assert len(await db.read(fetches)) == 1


async def test_a_tombstone_is_kept_for_as_long_as_copies_may_come(db: Database) -> None:
    await db.write(unsent.forget_reference, "line:61")
    with clock.fixed(clock.now() + unsent.KEPT_FOR):
        await db.write(unsent.forget_reference, "line:62")
        assert await db.read(unsent.is_unsent, "line:61")
    with clock.fixed(clock.now() + 2 * unsent.KEPT_FOR):
        await db.write(unsent.forget_reference, "line:63")
        assert not await db.read(unsent.is_unsent, "line:61")
    left = await db.read(lambda session: session.exec(select(AttachmentUnsent.digest)).all())
    assert all("line" not in digest for digest in left)
