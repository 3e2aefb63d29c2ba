"""What a browser calls itself, in two words that its owner knows it by."""

NAMES = {"Edg/": "Edge", "OPR/": "Opera", "SamsungBrowser/": "Samsung", "Firefox/": "Firefox"}
NAMES |= {"Chrome/": "Chrome", "CriOS/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "macOS"}
SYSTEMS |= {"Linux": "Linux"}


def browser_name(agent):
    """Return such as "Firefox, Windows"; of a stranger the beginning of what it says; "" of one that says nothing."""
    known = [next((name for part, name in table.items() if part in agent), "") for table in (NAMES, SYSTEMS)]
    return ", ".join(filter(None, known)) or agent[:40]
