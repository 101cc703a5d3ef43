"""Which place each post has: a post that remains keeps its holder, its people and its luck."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sesim.study.posts import Role


class PostState(NamedTuple):
    """A post at some time: its name, role and size; at a size of 0 it does not exist."""

    name: str
    role: Role
    fte: float
    other_duties: bool


Posts = tuple[PostState, ...]


def placed(lists: Iterable[Posts]) -> Iterator[Posts]:
    """Yield the posts of each list by place.

    A name keeps its place as long as it is listed, at any position, and returns to it after an
    absence. A new name takes the place of the name that it replaces in the list (same position,
    listed before and no longer); otherwise it gets a new place.
    A place whose post is no longer listed has a size of 0.

    Args:
        lists: the posts over time, each name once in a list.
    """
    here: list[PostState] = []
    home: dict[str, int] = {}
    before: list[str] = []
    for posts in lists:
        names = {post.name for post in posts}
        taken = {home[name] for name in before if name in names}
        here = [post._replace(fte=0.0) for post in here]
        for position, post in enumerate(posts):
            if post.name not in before:
                replaced = before[position : position + 1]
                wanted = [home[name] for name in (post.name, *replaced) if name in home]
                home[post.name] = next((p for p in wanted if p not in taken), len(here))
                taken.add(home[post.name])
            here[home[post.name] : home[post.name] + 1] = [post]
        before = [post.name for post in posts]
        yield tuple(here)
