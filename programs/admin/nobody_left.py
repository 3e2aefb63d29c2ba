"""Says on a page that nobody is left for its next step: who is barred, why, and what to do."""

from programs.services import duties


class SaysNobodyLeft:
    """For admins that answer `next_step(record)`: (step, ids of its files) when the record waits for one, else None."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        waits = self.next_step(obj) if obj else None
        barred = duties.nobody_left(*waits) if waits else None
        if barred is not None:
            context |= {"nobody_left": barred, "object_panel": "programs/_nobody_left.html"}
        return super().render_change_form(request, context, add, change, form_url, obj)
