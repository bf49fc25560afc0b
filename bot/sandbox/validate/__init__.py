"""Whether Discord would take a body: pure functions on parsed JSON that return nothing or raise DiscordError.

Lengths count Unicode code points. All that is wrong with a body is told together, in Discord's nested shape.
`where` is the path at which the body stands in the request (a callback's message: `("data",)`).
"""

from bot.sandbox.validate.choices import check_choices
from bot.sandbox.validate.commands import check_command, check_commands
from bot.sandbox.validate.message import check_message
from bot.sandbox.validate.modal import check_modal
from bot.sandbox.validate.thread import check_thread

__all__ = ["check_choices", "check_command", "check_commands", "check_message", "check_modal", "check_thread"]
