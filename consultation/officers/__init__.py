"""Officers' own chats: linked by a code from their page, told what is due each morning, never counted as citizens."""
