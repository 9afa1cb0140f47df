"""The sample workspace's content: a fictional shop, its knowledge documents, its mailbox and its settings. Data, no loader."""
