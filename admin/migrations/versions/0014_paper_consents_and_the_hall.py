"""words and recorders of consents, where check-ins come from, the hall's address by its hash

Revision ID: 0014
Revises: 0011
"""

import hashlib

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0014'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('words', sqlmodel.sql.sqltypes.AutoString(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('recorded_by', sqlmodel.sql.sqltypes.AutoString(), server_default='', nullable=False))

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('origin', sqlmodel.sql.sqltypes.AutoString(), nullable=True))

    # The column goes with its index on both databases, and what leads to a screen stays what it was.
    with op.batch_alter_table('hall_screen', schema=None) as batch_op:
        batch_op.add_column(sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    connection = op.get_bind()
    kept = connection.execute(sa.text('SELECT id, token FROM hall_screen WHERE token IS NOT NULL')).all()
    for id, token in kept:
        told = {'id': id, 'hash': hashlib.sha256(token.encode()).hexdigest()}
        connection.execute(sa.text('UPDATE hall_screen SET token_hash = :hash WHERE id = :id'), told)
    with op.batch_alter_table('hall_screen', schema=None) as batch_op:
        batch_op.drop_constraint('uq_hall_screen_token', type_='unique')
        batch_op.drop_column('token')
        batch_op.create_unique_constraint(batch_op.f('uq_hall_screen_token_hash'), ['token_hash'])


def downgrade() -> None:
    # An address is not to be had from its hash: screens are opened anew.
    with op.batch_alter_table('hall_screen', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_hall_screen_token_hash'), type_='unique')
        batch_op.drop_column('token_hash')
        batch_op.add_column(sa.Column('token', sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.create_unique_constraint('uq_hall_screen_token', ['token'])

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_column('origin')

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_column('recorded_by')
        batch_op.drop_column('words')
