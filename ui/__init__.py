"""The window: Qt Widgets in plain Python. It shows what `auditor` says and has never met `db`."""
