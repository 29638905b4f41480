"""How the site is made: five rooms, each with one `setup`, over a floor of single files that all of them may use.

execution < claims < figures < pages < editions: a room imports only those before it, and the floor imports none.
"""
