"""A drawing that all pages of a document share, stored once: its first page becomes a form under the others."""

import pydyf


def share_first_page(document, pdf):
    """Finish a WeasyPrint document: draw page 1 beneath every other page and drop it; works on tagged documents."""
    kids = pdf.pages["Kids"]
    first, others = kids[0], kids[3::3]  # each reference is three items: number, generation, R
    drawing = pdf.objects[first]
    form = pdf.objects[_number(drawing["Contents"])]
    form.extra.update(
        {"Type": "/XObject", "Subtype": "/Form", "BBox": drawing["MediaBox"], "Resources": drawing["Resources"]}
    )
    pdf.objects[_number(drawing["Resources"])]["XObject"]["Backdrop"] = form.reference
    under = pydyf.Stream([b"/Artifact BMC q /Backdrop Do Q EMC"])
    pdf.add_object(under)
    for number in others:
        page = pdf.objects[number]
        page["Contents"] = pydyf.Array([under.reference, page["Contents"]])
    del kids[:3]
    pdf.pages["Count"] -= 1
    drawing.clear()
    if "StructTreeRoot" in pdf.catalog:
        _forget_in_tags(pdf)


def _forget_in_tags(pdf):
    """Take page 1 out of what is read aloud: it holds a drawing only."""
    tree = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
    root = pdf.objects[_number(tree["K"][0])]
    pdf.objects[_number(root["K"].pop(0))].clear()
    pdf.objects[_number(tree["ParentTree"])]["Nums"][1] = pydyf.Array()


def _number(reference):
    return int(reference.split()[0])
