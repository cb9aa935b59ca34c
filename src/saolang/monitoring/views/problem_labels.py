"""Forms whose domain names fields: the list on top shows the label a person knows."""

from __future__ import annotations

from saolang.ui.views import DeskFormView


class LabelledFormView(DeskFormView):
    """A form that says where in the words of its labels, as every form of the desk does."""
