"""The routes of the word list name no object: it is the workspace's one."""
