"""Celery's settings, each with its reason. Checked against Celery 5.7; numbers in brackets are Celery's issues.

The database is the truth here: a message is a hint that may be lost or come twice, so a setting is chosen for what it
costs when it does, not to make the broker reliable. Times in seconds.
"""

from typing import Any

from django.conf import settings
from kombu import Exchange, Queue

from jobs.queues import Queue as Names

broker_url = settings.BROKER_URL
_is_memory = broker_url.startswith("memory:")
_is_redis = broker_url.startswith(("redis:", "rediss:", "sentinel:"))

# --- Time limits: one message works a slice (JOBS_SLICE_S, 300) and ends its step (a flow's deadline is 1,800 at most)
task_soft_time_limit = 2100  # becomes the error `timed_out` of the step
task_time_limit = 2160  # kills a child that ignores it; prefork only: the engine has its own deadlines for threads
VISIBILITY_S = 2 * task_time_limit  # Redis delivers an unacknowledged message again after it; the sweep is far quicker

# --- Acknowledging
task_acks_late = True  # the message stays until the end; our tasks are safe to run twice
task_reject_on_worker_lost = True  # else a killed child acknowledges (#3541); the engine caps losses in the database
task_acks_on_failure = True  # False would throw the message away, not queue it again
task_acks_on_timeout = True

# --- Results: ours are rows
task_ignore_result = True
result_backend = None

# --- Queues
# Tickets go straight to a queue, without an exchange: bindings lost with an emptied broker do no harm. The exchange is
# named only because Celery would bind all queues to the default one with one key.
task_queues = [Queue(name, Exchange(name, type="direct"), routing_key=name) for name in Names.values]
task_default_queue = Names.DEFAULT.value
task_create_missing_queues = False  # a misspelt queue is an error, not a queue that nobody drains

# --- Worker
worker_prefetch_multiplier = 1  # no backlog reserved by a worker that dies, and a fair order
worker_disable_prefetch = _is_redis  # not even one more than it executes; known to Redis only
worker_disable_rate_limits = True  # none are used; pace is decided in the database
worker_soft_shutdown_timeout = 30.0  # a deploy waits for steps to end; runs are handed back between steps (#6244)
worker_enable_soft_shutdown_on_idle = True  # else messages with a countdown are lost when it idles
worker_cancel_long_running_tasks_on_connection_loss = True  # else the old copy runs beside the one delivered again
worker_max_tasks_per_child = 2000  # prefork only: leaks (#4843)
worker_max_memory_per_child = 500_000  # KiB; prefork only
worker_hijack_root_logger = False  # Django's LOGGING holds
worker_redirect_stdouts = False
worker_send_task_events = False  # the monitor reads the database

# --- Publishing: a web request never waits for a dead broker; the run's row waits for the sweep
task_publish_retry = False
broker_connection_timeout = 0.5  # for AMQP; a broker stands in the same network
broker_connection_retry_on_startup = True  # workers wait for their broker for ever
broker_connection_max_retries = None
broker_heartbeat = 30  # AMQP: a half-open connection is noticed within a minute
broker_pool_limit = 10


def _transport_options() -> dict[str, Any]:
    if _is_memory:
        return {"polling_interval": 0.01}  # its default of 1 s makes a click take 830 ms
    once = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    if not _is_redis:
        return {**once, "confirm_publish": True}  # a message that RabbitMQ did not store is a failure, not a silence
    return {
        **once,
        "visibility_timeout": VISIBILITY_S,
        "socket_connect_timeout": 0.5,
        "socket_timeout": 5.0,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }


broker_transport_options = _transport_options()
visibility_timeout = VISIBILITY_S  # in all three places, else it is ignored (#9339)
result_backend_transport_options = {"visibility_timeout": VISIBILITY_S}

# --- Clock: one reminder. The sweep sends everything else that comes round, see `jobs.schedules`
timezone = "UTC"
enable_utc = True
beat_schedule: dict[str, dict[str, Any]] = {
    "sweep": {
        "task": "jobs.sweep",
        "schedule": settings.JOBS_SWEEP_S,
        "options": {"queue": Names.DEFAULT.value, "expires": settings.JOBS_SWEEP_S},
    },
}
