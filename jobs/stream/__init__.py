"""What happens to a job while it happens, as Server-Sent Events.

One tailer per process asks the database once a tick for the new lines of all jobs that anybody watches, so the number
of queries does not depend on how many watch. A viewer costs a socket and a short queue: no thread, no connection.
"""
