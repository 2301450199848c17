"""The commands of `prachakhom`, one module a subject; `admin.cli` puts them together."""
