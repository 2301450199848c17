"""One person, several contacts: linked by a code that the person carries from one chat to another, never by a guess."""
