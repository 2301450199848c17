"""Who may enter: accounts with a role, sign-in that cannot be guessed at speed, sessions that can be revoked."""
