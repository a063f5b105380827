"""What the program tells people of: in the page's head, and by e-mail, as each person chooses.

One way: an event is written (``jobs.signals``) → ``hearing`` makes news of it → ``writing`` lays a notice before each
person who wants it → the page and the e-mails read notices. Nothing leads back.
"""
