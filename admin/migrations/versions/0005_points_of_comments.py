"""points of comments

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('position', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('begins', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('ends', sa.Integer(), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_assignment_theme_set_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_assignment_theme_set_id'), ['theme_set_id', 'comment_id', 'position'])

    # Until now a comment stood in a set once: what was said of the comment was said of that row.
    with op.batch_alter_table('theme_edit_place', schema=None) as batch_op:
        batch_op.add_column(sa.Column('assignment_id', BIG, nullable=True))
    op.execute(
        'UPDATE theme_edit_place SET assignment_id = (SELECT assignment.id FROM assignment, theme_edit '
        'WHERE theme_edit.id = theme_edit_place.edit_id AND assignment.theme_set_id = theme_edit.theme_set_id '
        'AND assignment.comment_id = theme_edit_place.comment_id)'
    )
    op.execute('DELETE FROM theme_edit_place WHERE assignment_id IS NULL')
    with op.batch_alter_table('theme_edit_place', schema=None) as batch_op:
        batch_op.alter_column('assignment_id', existing_type=BIG, nullable=False)
        batch_op.drop_index('ix_theme_edit_place_comment')
        batch_op.create_index('ix_theme_edit_place_assignment', ['assignment_id', 'edit_id'], unique=False)
        batch_op.drop_constraint(batch_op.f('fk_theme_edit_place_comment_id_comment'), type_='foreignkey')
        batch_op.create_foreign_key(batch_op.f('fk_theme_edit_place_assignment_id_assignment'), 'assignment', ['assignment_id'], ['id'])
        batch_op.drop_column('comment_id')

    with op.batch_alter_table('theme_check', schema=None) as batch_op:
        batch_op.add_column(sa.Column('assignment_id', BIG, nullable=True))
    op.execute(
        'UPDATE theme_check SET assignment_id = (SELECT assignment.id FROM assignment, theme_check_sample '
        'WHERE theme_check_sample.id = theme_check.sample_id '
        'AND assignment.theme_set_id = theme_check_sample.theme_set_id '
        'AND assignment.comment_id = theme_check.comment_id)'
    )
    op.execute('DELETE FROM theme_check WHERE assignment_id IS NULL')
    with op.batch_alter_table('theme_check', schema=None) as batch_op:
        batch_op.alter_column('assignment_id', existing_type=BIG, nullable=False)
        batch_op.drop_index(batch_op.f('ix_theme_check_comment_id'))
        batch_op.create_index(batch_op.f('ix_theme_check_assignment_id'), ['assignment_id'], unique=False)
        batch_op.drop_constraint(batch_op.f('uq_theme_check_sample_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_theme_check_sample_id'), ['sample_id', 'assignment_id', 'actor'])
        batch_op.drop_constraint(batch_op.f('fk_theme_check_comment_id_comment'), type_='foreignkey')
        batch_op.create_foreign_key(batch_op.f('fk_theme_check_assignment_id_assignment'), 'assignment', ['assignment_id'], ['id'])
        batch_op.drop_column('comment_id')

    _deal_rows()


def _deal_rows() -> None:
    """Samples name what was dealt by the row of Assignment: [row, theme, comment] for [comment, theme]."""
    samples = sa.table('theme_check_sample', sa.column('id', BIG), sa.column('theme_set_id', BIG), sa.column('dealt', sa.JSON()))
    placed = sa.table('assignment', sa.column('id', BIG), sa.column('theme_set_id', BIG), sa.column('comment_id', BIG))
    relearns = sa.table('theme_relearn', sa.column('id', BIG), sa.column('theme_set_id', BIG), sa.column('ask_next', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')))
    connection = op.get_bind()

    def rows_of(set_id: int, comments: list[int]) -> dict[int, int]:
        some = sa.select(placed.c.comment_id, placed.c.id).where(placed.c.theme_set_id == set_id, placed.c.comment_id.in_(comments))
        return {comment: row for comment, row in connection.execute(some)}

    for id, set_id, dealt in connection.execute(sa.select(samples)).all():
        rows = rows_of(set_id, [comment for comment, _ in dealt])
        now = [[rows[comment], theme, comment] for comment, theme in dealt if comment in rows]
        connection.execute(sa.update(samples).where(samples.c.id == id).values(dealt=now))
    for id, set_id, asked in connection.execute(sa.select(relearns)).all():
        rows = rows_of(set_id, asked)
        now = [rows[comment] for comment in asked if comment in rows]
        connection.execute(sa.update(relearns).where(relearns.c.id == id).values(ask_next=now))


def downgrade() -> None:
    raise NotImplementedError('parts of comments cannot be put together again')
