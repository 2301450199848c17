"""accounts and rights

Revision ID: 0016
Revises: 0011
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0016'
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
STRING = sqlmodel.sql.sqltypes.AutoString()
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime()

# What the one role of an account became, written out here: a migration does not change when the table of rights does.
NOW = {
    'officer': ('STR', 'ADM'),
    'planner': ('STR',),
    'head': ('HEAD',),
    'admin': ('STR', 'ADM', 'HEAD', 'SYS'),
}
ROLES = ('STR', 'ADM', 'MON', 'HEAD', 'PROV', 'DPO', 'SYS', 'AUD')


def upgrade() -> None:
    op.create_table('account_role',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('role', STRING, nullable=False),
    sa.Column('scope', STRING, nullable=False),
    sa.CheckConstraint(f"role IN {ROLES}", name=op.f('ck_account_role_roles')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_account_role_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_role')),
    sa.UniqueConstraint('account_id', 'role', 'scope', name='uq_account_role_given')
    )
    for before, roles in NOW.items():
        for role in roles:
            op.execute(sa.text(
                "INSERT INTO account_role (account_id, role, scope) SELECT id, :role, '' FROM account WHERE role = :before"
            ).bindparams(role=role, before=before))
    op.create_index(op.f('ix_account_role_account_id'), 'account_role', ['account_id'], unique=False)
    op.create_table('account_link',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('kind', STRING, nullable=False),
    sa.Column('token_hash', STRING, nullable=False),
    sa.Column('made_by', STRING, nullable=False),
    sa.Column('made_at', MOMENT, nullable=False),
    sa.Column('ends_at', MOMENT, nullable=False),
    sa.Column('used_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_account_link_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_account_link_token_hash'))
    )
    op.create_index(op.f('ix_account_link_account_id'), 'account_link', ['account_id'], unique=False)
    op.create_table('recovery_code',
    sa.Column('id', BIG, nullable=False),
    sa.Column('account_id', BIG, nullable=False),
    sa.Column('code_hash', STRING, nullable=False),
    sa.Column('used_at', MOMENT, nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_recovery_code_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code')),
    sa.UniqueConstraint('account_id', 'code_hash', name=op.f('uq_recovery_code_account_id'))
    )
    op.create_index(op.f('ix_recovery_code_account_id'), 'recovery_code', ['account_id'], unique=False)
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_account_roles'), type_='check')
        batch_op.drop_column('role')
        batch_op.add_column(sa.Column('email', STRING, nullable=True))
        batch_op.add_column(sa.Column('oidc_issuer', STRING, nullable=True))
        batch_op.add_column(sa.Column('oidc_subject', STRING, nullable=True))
        batch_op.add_column(sa.Column('code_sealed', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('code_since', MOMENT, nullable=True))
        batch_op.add_column(sa.Column('code_used', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_unique_constraint(op.f('uq_account_email'), ['email'])
        batch_op.create_unique_constraint(op.f('uq_account_oidc_issuer'), ['oidc_issuer', 'oidc_subject'])
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.alter_column('code_used', server_default=None)
    with op.batch_alter_table('account_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('way', STRING, nullable=False, server_default='password'))
        batch_op.add_column(sa.Column('device', STRING, nullable=False, server_default=''))
    with op.batch_alter_table('account_session', schema=None) as batch_op:
        batch_op.alter_column('way', server_default=None)
        batch_op.alter_column('device', server_default=None)
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index(op.f('ix_audit_entry_actor'), ['actor'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index(op.f('ix_audit_entry_actor'))
        batch_op.drop_index(op.f('ix_audit_entry_at'))
    with op.batch_alter_table('account_session', schema=None) as batch_op:
        batch_op.drop_column('device')
        batch_op.drop_column('way')
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_account_oidc_issuer'), type_='unique')
        batch_op.drop_constraint(op.f('uq_account_email'), type_='unique')
        for column in ('code_used', 'code_since', 'code_sealed', 'oidc_subject', 'oidc_issuer', 'email'):
            batch_op.drop_column(column)
        batch_op.add_column(sa.Column('role', STRING, nullable=False, server_default='officer'))
    for before, roles in NOW.items():
        holders = " AND ".join(
            f"EXISTS (SELECT 1 FROM account_role r WHERE r.account_id = account.id AND r.role = '{role}' AND r.scope = '')"
            for role in roles
        )
        op.execute(f"UPDATE account SET role = '{before}' WHERE {holders}")
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.alter_column('role', server_default=None)
        batch_op.create_check_constraint(op.f('ck_account_roles'), "role IN ('officer', 'planner', 'head', 'admin')")
    op.drop_table('recovery_code')
    op.drop_table('account_link')
    op.drop_table('account_role')
