"""A digest -> the messages of every way that it goes: a file a form.

`digest.mail` makes mails; here are the JSON of webhooks, the short texts of chats, the files of folders, and the
word to write a feed anew. Values in, values out: what leaves is what the store was given.
"""

from monitor.messages.write import Written, write

__all__ = ["Written", "write"]
