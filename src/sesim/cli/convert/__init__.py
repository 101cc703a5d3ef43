"""The command `sesim-convert`: files of an earlier version become files of this one."""
