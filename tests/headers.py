"""Which headers an answer lacks."""

POLICY = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def header_faults(response, where):
    """What keeps browsers from harm and copies from lying about, as far as the answer lacks it."""
    held = response.headers
    directives = {part.strip() for part in held.get("Content-Security-Policy", "").split(";")}
    is_public = "default-src 'none'" in directives
    wanted = POLICY - ({"default-src 'self'", "object-src 'none'"} if is_public else set())
    faults = [f"policy without {part}" for part in sorted(wanted - directives)]
    faults += ["an unsafe policy"] if "unsafe" in " ".join(directives) else []
    faults += [f"{name}: {held.get(name)}" for name, value in FIXED.items() if held.get(name) != value]
    faults += ["kept by browsers"] if "no-store" not in held.get("Cache-Control", "") else []
    faults += ["a policy that lets use the camera"] if "camera=()" not in held.get("Permissions-Policy", "") else []
    return [f"{where}: {fault}" for fault in faults]
