"""The encrypted store: tables, repositories, migrations, the audit chain, backups.

Nothing outside this package sees a row or a connection: the repositories return domain values.
"""
