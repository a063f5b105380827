"""The live stream of a job: progress lines as Server-Sent Events."""
