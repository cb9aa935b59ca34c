"""Records of monitoring, one family in a file."""

from .checklists import *  # noqa: F403
from .inspections import *  # noqa: F403
from .papers import *  # noqa: F403
from .reports import *  # noqa: F403
from .withdrawals import *  # noqa: F403
