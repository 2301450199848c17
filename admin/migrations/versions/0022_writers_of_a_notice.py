"""writers of a notice

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
NOTICE = sa.table('privacy_notice', sa.column('id'), sa.column('written_by'), sa.column('writers', DOCUMENT))


def upgrade() -> None:
    with op.batch_alter_table('privacy_notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('writers', DOCUMENT, server_default='[]', nullable=False))

    bind = op.get_bind()
    for id, written_by in bind.execute(sa.select(NOTICE.c.id, NOTICE.c.written_by)).all():
        bind.execute(sa.update(NOTICE).where(NOTICE.c.id == id).values(writers=[written_by]))


def downgrade() -> None:
    with op.batch_alter_table('privacy_notice', schema=None) as batch_op:
        batch_op.drop_column('writers')
