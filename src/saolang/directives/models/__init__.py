"""Records of directives, one family in a file."""

from .difficulties import *  # noqa: F403
from .meetings import *  # noqa: F403
from .notices import *  # noqa: F403
from .tasks import *  # noqa: F403
from .work import *  # noqa: F403
