"""What a comment is: its kind, scope, places and wording, suggested by machine, changed by people; and whose voice."""
