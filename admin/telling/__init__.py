"""Telling officers what is due: their choices, their linked chats, a short message each working morning, mail."""
