"""Other programs that are told when a consultation opens, closes or is published: who, what, how far it got."""
