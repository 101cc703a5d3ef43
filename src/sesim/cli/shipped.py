"""The configuration files that come with the program."""

from sesim.study.shipped import PRIMARY, conf_dir, options

__all__ = ["PRIMARY", "conf_dir", "options"]
