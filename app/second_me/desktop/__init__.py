"""The window: pages, tray and quick recall. The only room that imports Qt.

It holds no key, no file of the vault and no model; all it knows it asks of the agent
through `link.AgentLink`. Views are Qt; the view model beside each is plain Python.
"""
