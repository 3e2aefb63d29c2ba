"""A paper as eyes and cameras see it: its pages as grey pictures, and the codes that a reader finds on them."""

import pypdfium2
import zxingcpp

DPI = 144


def pictures_of(pdf, *, dpi=DPI):
    """Each page of a PDF as a grey picture."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def codes_on(picture):
    """The texts of the QR codes on a picture, from above."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]
