"""Which place and size each post has: a post that remains keeps its holder, people and luck."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sesim.study.posts import Role


class PostState(NamedTuple):
    """A post at some time: its name, role and size; at a size of 0 it does not exist."""

    name: str
    role: Role
    fte: float
    other_duties: bool


Posts = tuple[PostState, ...]

LEAST_POST = 1e-9
"""FTE: a smaller post is a rounding error."""


def scaled(posts: Sequence[PostState], factor: float, names: Iterator[str]) -> list[PostState]:
    """Return posts whose FTE in each role is so many times as large.

    A post grows to full time at most. What exceeds that goes to the other posts with its role, in
    proportion to their size; when all have full time, additional posts follow, all of full time but
    a smaller last one.

    Args:
        posts: as listed.
        factor: 0 or more; 1 changes nothing.
        names: of additional posts; none is listed.
    """
    if factor == 1:
        return list(posts)
    sizes: dict[str, float] = {}
    added: list[PostState] = []
    for role in Role:
        mine = [post for post in posts if post.role is role]
        filled = _filled(mine, factor)
        sizes |= filled
        rest = factor * sum(post.fte for post in mine) - sum(filled.values())
        other_duties = any(post.other_duties for post in mine)
        while rest > LEAST_POST:
            added.append(PostState(next(names), role, min(1.0, rest), other_duties))
            rest -= 1.0
    return [*(post._replace(fte=sizes[post.name]) for post in posts), *added]


def _filled(posts: Sequence[PostState], factor: float) -> dict[str, float]:
    """Return the size of each post, by name: in proportion as far as none exceeds full time."""
    wanted = factor * sum(post.fte for post in posts)
    sizes: dict[str, float] = {}
    rest = list(posts)
    while full := [post for post in rest if post.fte * factor > 1]:
        sizes |= {post.name: 1.0 for post in full}
        rest = [post for post in rest if post.name not in sizes]
        left = sum(post.fte for post in rest)
        factor = (wanted - len(sizes)) / left if left > 0 else 0.0
    return sizes | {post.name: post.fte * factor for post in rest}


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
