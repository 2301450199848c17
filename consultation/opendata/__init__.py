"""What anybody may take away of a published consultation: no row that points at somebody, no small number."""
