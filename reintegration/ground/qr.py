"""QR codes for papers, as the smallest picture a PDF can hold."""

import base64
import io

import segno


def picture(text, *, error="m", mask=None):
    """Return a data: address of a one-bit PNG, one pixel a module; a fixed `mask` saves most time of short codes."""
    out = io.BytesIO()
    segno.make(text, error=error, micro=False, mask=mask).save(out, kind="png", scale=1, border=2)
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
