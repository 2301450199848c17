"""Figures of the webhooks, for Prometheus: what platforms sent, what they were told, and how long they waited."""

from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.webhook import Answered

# LINE waits two seconds; half a second is what we promise.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)


class WebhookMetrics:
    """Counts each answer to a platform by account and status; never by what is in it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        of = ["channel", "account"]
        self._requests = Counter(
            "prachakhom_webhook_requests", "Webhook requests answered", [*of, "status"], registry=registry
        )
        self._events = Counter("prachakhom_webhook_events", "Events stored or known already", of, registry=registry)
        self._seconds = Histogram(
            "prachakhom_webhook_seconds", "Time until a platform was answered", of, registry=registry, buckets=BOUNDS
        )

    def __call__(self, answered: Answered) -> None:
        """Count one answer."""
        of = (answered.channel, answered.account)
        self._requests.labels(*of, answered.status).inc()
        self._seconds.labels(*of).observe(answered.seconds)
        if answered.events:
            self._events.labels(*of).inc(answered.events)
