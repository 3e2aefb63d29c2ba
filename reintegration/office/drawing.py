"""Draws a process as SVG: states, arrows with their words, and who may; right to left where the language is."""

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from textwrap import wrap

from reintegration.office.layout import PORT, Node, join, place, ranks

SIGN, SMALL_SIGN = 8.3, 6.8
"""The width of a letter, generously: the font of the reader is not known here."""
LINE, SMALL_LINE = 17, 15
MARGIN, HEAD, FOOT = 24, 56, 40
CURVE_LEAST, CURVE_MOST = 40, 130
STATE_SIGNS, LABEL_SIGNS = 16, 24


@dataclass(frozen=True)
class Arrow:
    """A step to draw: from which states to which, its words, who may, and whether a button takes it."""

    sources: tuple
    target: str
    words: str
    who: list
    is_button: bool


class Picture:
    """One process: `states` maps each to its words, `start` is drawn as a dot."""

    def __init__(self, *, title, note, states, start, arrows, rtl):
        self.title, self.note, self.states, self.start, self.arrows, self.rtl = title, note, states, start, arrows, rtl
        edges = [(source, arrow.target) for arrow in arrows for source in arrow.sources]
        self.rank = ranks(start, edges)
        self.nodes, self.paths = [], []
        self._state_nodes = {state: self._state(state) for state in self.rank}
        for arrow in arrows:
            self._arrow(arrow)
        for node in self._state_nodes.values():
            busiest = max(len(node.before), len(node.after))
            node.above = node.below = max(node.above, (busiest * PORT + 6) / 2)
        place(self.nodes)
        self._place_columns()

    # --- what stands where

    def _node(self, *args, **kwargs):
        node = Node(*args, **kwargs)
        self.nodes.append(node)
        return node

    def _state(self, state):
        if state == self.start:
            return self._node(0, above=9, below=9, width=18, of=state)
        lines = wrap(self.states[state], STATE_SIGNS)
        half = len(lines) * LINE / 2 + 12
        return self._node(2 * self.rank[state], half, half, max(map(len, lines)) * SIGN + 32, of=lines)

    def _arrow(self, arrow):
        """One label for all sources on the same side of the target: their lines meet there."""
        here = self.rank[arrow.target]
        earlier = [source for source in arrow.sources if self.rank[source] < here]
        later = [source for source in arrow.sources if self.rank[source] > here]
        if arrow.target in arrow.sources:
            label = self._label(arrow, 2 * here + 1)
            join(self._state_nodes[arrow.target], label)
            self.paths.append((label, [], "loop"))
        for sources, column in ((earlier, 2 * here - 1), (later, 2 * here + 1)):
            if sources:
                label = self._label(arrow, column)
                self._join(label, arrow.target)
                ways = [self._way(source, label) for source in sources]
                self.paths.append((label, ways, arrow.target))

    def _label(self, arrow, column):
        words = wrap(arrow.words, LABEL_SIGNS)
        who = [line for one in arrow.who for line in wrap(one, LABEL_SIGNS + 8)]
        width = max(*(len(line) * SIGN for line in words), *(len(line) * SMALL_SIGN for line in who)) + 10
        return self._node(column, len(words) * LINE + 4, len(who) * SMALL_LINE + 6, width, of=(arrow, words, who))

    def _join(self, label, target):
        state = self._state_nodes[target]
        join(*((label, state) if label.column < state.column else (state, label)))

    def _way(self, source, label):
        """The nodes from a source to a label, one for each column that is passed."""
        state = self._state_nodes[source]
        step = 1 if state.column < label.column else -1
        way = [state, *(self._node(c) for c in range(state.column + step, label.column, step)), label]
        for one, other in pairwise(way):
            join(*((one, other) if step > 0 else (other, one)))
        return way

    def _place_columns(self):
        self.left, self.right, x = {}, {}, MARGIN
        by_column = {}
        for node in self.nodes:
            by_column.setdefault(node.column, []).append(node)
        for column in range(max(by_column) + 1):
            here = by_column.get(column, [])
            self.left[column], self.right[column] = x, x + max((node.width for node in here), default=0)
            steepest = max((abs(n.y - other.y) for n in here for other in n.after), default=0)
            x = self.right[column] + min(max(steepest * 0.4, CURVE_LEAST), CURVE_MOST)
        title = len(self.title) * SIGN * 1.4 + 2 * MARGIN
        self.width = max(self.right[max(by_column)] + MARGIN, title)
        self.height = max(node.y + node.below for node in self.nodes) + HEAD + FOOT

    # --- ink

    def svg(self, language):
        direction = "rtl" if self.rtl else "ltr"
        size = f'width="{self.width:.0f}" height="{self.height:.0f}" viewBox="0 0 {self.width:.0f} {self.height:.0f}"'
        inner = [
            f'<text class="title" x="{self._x(MARGIN)}" y="34">{escape(self.title, quote=False)}</text>',
            *(part for path in self.paths for part in self._path(*path)),
            *(part for state, node in self._state_nodes.items() for part in self._box(state, node)),
            *self._lines("note", [self.note] if self.note else [], MARGIN, self.height - 16, LINE),
        ]
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" xml:lang="{language}" direction="{direction}" {size}>',
                f"<style>{STYLE}</style>",
                '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8"'
                ' orient="auto"><path class="tip" d="M0 0 10 5 0 10z"/></marker></defs>',
                '<rect class="paper" width="100%" height="100%"/>',
                *inner,
                "</svg>\n",
            ]
        )

    def _x(self, x):
        return f"{self.width - x if self.rtl else x:.1f}"

    def _box(self, state, node):
        y, left, right = node.y + HEAD, self.left[node.column], self.right[node.column]
        if state == self.start:
            return [f'<circle class="start" cx="{self._x((left + right) / 2)}" cy="{y:.1f}" r="9"/>']
        corner = self._x(right) if self.rtl else self._x(left)
        height = node.above + node.below
        kind = "state" if any(state in arrow.sources for arrow in self.arrows) else "state end"
        size = f'width="{right - left:.1f}" height="{height:.1f}" rx="10"'
        box = f'<rect class="{kind}" x="{corner}" y="{y - height / 2:.1f}" {size}/>'
        first = y - (len(node.of) - 1) * LINE / 2 + 5
        return [box, *self._lines("word", node.of, (left + right) / 2, first, LINE)]

    def _lines(self, kind, lines, x, y, step):
        return [
            f'<text class="{kind}" x="{self._x(x)}" y="{y + number * step:.1f}">{escape(line, quote=False)}</text>'
            for number, line in enumerate(lines)
        ]

    def _path(self, label, ways, target):
        arrow, words, who = label.of
        kind = "way" if arrow.is_button else "way dashed"
        left, right = self.left[label.column], self.right[label.column]
        middle, y = (left + right) / 2, label.y + HEAD
        yield from self._lines("verb", words, middle, y - 6 - (len(words) - 1) * LINE, LINE)
        yield from self._lines("who", who, middle, y + SMALL_LINE, SMALL_LINE)
        if target == "loop":
            yield self._loop(label, kind)
            return
        for way in ways:
            line = "".join(self._between(one, other) for one, other in pairwise(way))
            yield f'<path class="{kind}" d="{line}"/>'
        near, far = (left, right) if self._state_nodes[target].column < label.column else (right, left)
        line = f"M{self._x(far)} {y:.1f}H{self._x(near)}" + self._between(label, self._state_nodes[target])
        yield f'<path class="{kind}" marker-end="url(#tip)" d="{line}"/>'

    def _between(self, one, other):
        """The curve from the side of one column to the facing side of the next, over the passed one's width."""
        forward = one.column < other.column
        start = (self.right if forward else self.left)[one.column]
        end = (self.left if forward else self.right)[other.column]
        y1, y2, middle = one.port(other) + HEAD, other.port(one) + HEAD, self._x((start + end) / 2)
        curve = f"C{middle} {y1:.1f} {middle} {y2:.1f} {self._x(end)} {y2:.1f}"
        passed = "" if other.width else f"H{self._x(self.right[other.column] if forward else self.left[other.column])}"
        return f"M{self._x(start)} {y1:.1f}{curve}{passed}"

    def _loop(self, label, kind):
        """Out of the state and back into it, round the words of who may."""
        state = label.before[0]
        left, right, y = self.left[label.column], self.right[label.column], label.y + HEAD
        down = y + label.below + 4
        start, port = self.right[state.column], state.port(label) + HEAD
        middle = self._x((start + left) / 2)
        line = (
            f"M{self._x(start)} {port - 4:.1f}C{middle} {port - 4:.1f} {middle} {y:.1f} {self._x(left)} {y:.1f}"
            f"H{self._x(right)}V{down:.1f}H{self._x(left)}"
            f"C{middle} {down:.1f} {middle} {port + 4:.1f} {self._x(start)} {port + 4:.1f}"
        )
        return f'<path class="{kind}" marker-end="url(#tip)" d="{line}"/>'


STYLE = (
    "text{font-family:'IBM Plex Sans Arabic','Noto Sans Arabic',system-ui,sans-serif;text-anchor:middle;fill:#1d2b2a}"
    ".title{font-size:22px;font-weight:700;text-anchor:start}.note{font-size:12px;text-anchor:start;fill:#5b6766}"
    ".word{font-size:14px;font-weight:600}.verb{font-size:13px;font-weight:600}.who{font-size:12px;fill:#5b6766}"
    ".paper{fill:#fff}.state{fill:#eef4f2;stroke:#1f5a54;stroke-width:1.5}.end{stroke-width:3.5}.start{fill:#1d2b2a}"
    ".way{fill:none;stroke:#5b6766;stroke-width:1.4}.dashed{stroke-dasharray:6 4}.tip{fill:#5b6766}"
)
