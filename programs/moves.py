"""How money moves: the table that the ledger's services and its triggers are both made from."""

OUTSIDE, FREE, ADVANCED = "outside", "free", "advanced"
RESERVED, COMMITTED, PAID, CLEARED = "reserved", "committed", "paid", "cleared"
MOVES = {
    "allocate": (OUTSIDE, FREE),
    "cut": (FREE, OUTSIDE),
    "transfer_out": (FREE, OUTSIDE),
    "transfer_in": (OUTSIDE, FREE),
    "advance": (FREE, ADVANCED),
    "recover": (ADVANCED, FREE),
    "reserve": (FREE, RESERVED),
    "release": (RESERVED, FREE),
    "commit": (RESERVED, COMMITTED),
    "uncommit": (COMMITTED, RESERVED),
    "pay": (COMMITTED, PAID),
    "unpay": (PAID, COMMITTED),
    "clear": (PAID, CLEARED),
    "unclear": (CLEARED, PAID),
    "refund": (PAID, RESERVED),
}
"""Kind of movement → (where the money stood, where it stands then)."""
OF_LINES = ("allocate", "cut", "transfer_out", "transfer_in", "advance", "recover")
"""The movements that concern a line as a whole; every other one is for a file."""
BALANCES = ("allocated", RESERVED, COMMITTED, PAID, CLEARED, ADVANCED)
"""The columns of a line that entries move; `allocated` is all that came from outside."""
SPENT = (COMMITTED, PAID, CLEARED)
"""What a line may hold only of money that the partner has paid in, or the foundation advanced."""
