"""Everything that is held of one person: found by what they can show, read table by table, taken along, erased."""
