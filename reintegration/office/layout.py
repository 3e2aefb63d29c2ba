"""Places a process on paper: states in columns, a label on each arrow in the gaps between them, nothing overlapping.

Columns alternate: states, labels, states, … An arrow that passes a column has a place of its own in it, so curves run
only between columns, where nothing else stands. All sizes are in pixels; nothing here knows of Django.
"""

from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 12
GAP = 16
"""Between two things that stand one above the other."""
PORT = 13
"""Between two arrows at one side of a state."""


@dataclass(eq=False)
class Node:
    """A thing in a column: a state, the label of an arrow, or (empty) an arrow that passes."""

    column: int
    above: float = 4
    below: float = 4
    width: float = 0
    of: object = None
    y: float = 0
    before: list = field(default_factory=list)
    after: list = field(default_factory=list)

    def port(self, other):
        """The height at which the arrow to `other` touches this node; a label's arrow has one height."""
        side = self.after if other in self.after else self.before
        if not self.is_state:
            return self.y
        side = sorted(side, key=lambda node: (node.y, id_of(node)))
        return self.y + (side.index(other) - (len(side) - 1) / 2) * PORT

    @property
    def is_state(self):
        return self.column % 2 == 0 and self.width > 0


def id_of(node):
    """A steady order of nodes at the same height."""
    return node.column, node.rank_in_column


def join(left, right):
    left.after.append(right)
    right.before.append(left)


def ranks(start, edges):
    """{state: longest way from `start`}, ways back left out; `edges` are (source, target) in the order of the table."""
    back = set(_ways_back(start, edges, [], set()))
    rank = {start: 0}
    forward = [edge for edge in edges if edge not in back and edge[0] != edge[1]]
    for _state in range(len(edges)):
        for source, target in forward:
            if source in rank:
                rank[target] = max(rank.get(target, 0), rank[source] + 1)
    return rank


def _ways_back(state, edges, path, seen):
    seen.add(state)
    for source, target in edges:
        if source != state:
            continue
        if target in (*path, state):
            yield source, target
        elif target not in seen:
            yield from _ways_back(target, edges, [*path, state], seen)


def place(nodes):
    """Give every node its `y`: first an order in each column, then heights that keep arrows straight."""
    columns = {}
    for node in nodes:
        columns.setdefault(node.column, []).append(node)
    for column in columns.values():
        _number(column)
    for sweep in range(SWEEPS):
        for number in sorted(columns, reverse=sweep % 2):
            column = columns[number]
            column.sort(key=lambda node: (_middle([n.rank_in_column for n in _seen(node, sweep)], node), id_of(node)))
            _number(column)
    for column in columns.values():
        _stack(column, [0] * len(column))
    for sweep in range(SWEEPS * 2):
        for number in sorted(columns, reverse=sweep % 2):
            column = columns[number]
            _stack(column, [_middle([n.y for n in node.before + node.after], node, node.y) for node in column])
    top = min(node.y - node.above for node in nodes)
    for node in nodes:
        node.y -= top


def _number(column):
    for number, node in enumerate(column):
        node.rank_in_column = number


def _seen(node, sweep):
    return (node.after if sweep % 2 else node.before) or node.before + node.after


def _middle(values, node, otherwise=None):
    if not values:
        return node.rank_in_column if otherwise is None else otherwise
    return sum(values) / len(values)


def _stack(column, wished):
    """Heights as near to the wished ones as the order and the room between nodes allow (pooled neighbours)."""
    offsets = [0.0]
    for upper, lower in pairwise(column):
        offsets.append(offsets[-1] + upper.below + GAP + lower.above)
    pools = []
    for number, wish in enumerate(wished):
        pools.append([wish - offsets[number], 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, count = pools.pop()
            pools[-1] = [(pools[-1][0] * pools[-1][1] + value * count) / (pools[-1][1] + count), pools[-1][1] + count]
    heights = [value for value, count in pools for _node in range(count)]
    for node, height, offset in zip(column, heights, offsets, strict=True):
        node.y = height + offset
