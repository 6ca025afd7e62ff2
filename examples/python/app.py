"""A Python service that is watched: metrics with exemplars, lines in the platform's format, spans, health.

PORT=8080 OTEL_SERVICE_NAME=sample-python python app.py; spans go to OTEL_EXPORTER_OTLP_ENDPOINT, if that is set.
"""

import datetime
import json
import logging
import os
import re
import signal
import sys
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode
from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import REGISTRY

SERVICE = os.environ.get("OTEL_SERVICE_NAME", "sample-python")

# Metrics. The names are OpenTelemetry's, the buckets those that it advises; labels have few values: routes, never paths.
REQUESTS = Histogram(
    "http_server_request_duration_seconds",
    "Duration of requests that were answered",
    ["http_request_method", "http_route", "http_response_status_code"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10),
)
ORDERS = Counter("business_transactions", "Orders that were placed")  # the client adds _total
READY = Gauge("sample_python_ready", "1 while requests can be answered")

# Spans.
provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}))
if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("sample")


# Lines.
class JsonFormatter(logging.Formatter):
    LEVELS = {"WARNING": "warn", "CRITICAL": "fatal"}

    def format(self, record):
        when = datetime.datetime.fromtimestamp(record.created, datetime.timezone.utc)
        line = {
            "timestamp": when.isoformat(timespec="milliseconds"),
            "level": self.LEVELS.get(record.levelname, record.levelname.lower()),
            "message": record.getMessage(),
            "service": SERVICE,
            "logger": record.name,
            **getattr(record, "fields", {}),
        }
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            line["trace_id"] = format(context.trace_id, "032x")
            line["span_id"] = format(context.span_id, "016x")
        if record.exc_info:
            kind, error, _ = record.exc_info
            stack = "".join(traceback.format_exception(*record.exc_info))
            line["error"] = {"type": kind.__name__, "message": str(error), "stack_trace": stack}
        return json.dumps(line)


handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(JsonFormatter())
logging.basicConfig(level=logging.INFO, handlers=[handler])
log = logging.getLogger("sample")

ending = threading.Event()


def orders(_):
    ORDERS.inc()
    log.info("order placed", extra={"fields": {"order_id": 4711}})
    return 201, {"order": 4711}


def failing(_):
    raise ValueError("no card")


def ready(_):
    # What requests need is asked here, each with a time limit: 5,000 ms together.
    READY.set(0 if ending.is_set() else 1)
    return (503, {"status": "ending"}) if ending.is_set() else (200, {"status": "up", "checks": {}})


ROUTES = {("POST", "/orders"): orders, ("GET", "/fail"): failing}
HEALTH = {"/health": ready, "/health/ready": ready, "/health/live": lambda _: (200, {"status": "up"})}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10  # of a connection that says nothing

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/metrics":
            self.send(200, generate_latest(REGISTRY), CONTENT_TYPE_LATEST)
        elif path in HEALTH:
            self.send_json(*HEALTH[path](self))
        else:
            self.observed("GET", path)

    def do_POST(self):
        length = "unknown" if "transfer-encoding" in self.headers else self.headers.get("content-length", "0")
        if not re.fullmatch(r"\d{1,5}", length):
            self.close_connection = True
            self.send_json(413, {"error": "the body is too large, or of no known length"})
            return
        self.rfile.read(int(length))
        self.observed("POST", self.path.split("?")[0])

    def observed(self, method, path):
        """A request with its span, its duration and its line."""
        handle = ROUTES.get((method, path))
        route = path if handle else "unmatched"
        begun = time.perf_counter()
        parent = propagate.extract({name.lower(): value for name, value in self.headers.items()})
        attributes = {"http.request.method": method, "http.route": route}
        with tracer.start_as_current_span(f"{method} {route}", parent, SpanKind.SERVER, attributes) as span:
            try:
                status, body = handle(self) if handle else (404, {"error": "there is nothing of that name"})
            except Exception as error:  # whatever it is, somebody waits for an answer
                span.record_exception(error)
                span.set_status(StatusCode.ERROR, type(error).__name__)
                log.exception("request failed")
                status, body = 500, {"error": "something went wrong here"}
            self.send_json(status, body)
            span.set_attribute("http.response.status_code", status)
            seconds = time.perf_counter() - begun
            context = span.get_span_context()
            exemplar = {"trace_id": format(context.trace_id, "032x")} if context.trace_flags.sampled else None
            REQUESTS.labels(method, route, str(status)).observe(seconds, exemplar)
            fields = {"http.request.method": method, "http.route": route, "http.response.status_code": status}
            log.info("request answered", extra={"fields": {**fields, "duration_ms": round(seconds * 1000, 3)}})

    def send_json(self, status, body):
        self.send(status, json.dumps(body).encode(), "application/json")

    def send(self, status, body, kind):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The base class writes a line of its own for each request, which is not in the format."""


def main():
    server = ThreadingHTTPServer((os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8080"))), Handler)

    def end(*_):
        ending.set()  # readiness fails first; in Kubernetes, wait here until every load balancer knows
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, end)
    log.info("application started", extra={"fields": {"port": server.server_port}})
    server.serve_forever()
    server.server_close()  # waits for requests under way
    provider.shutdown()
    log.info("application ended")


if __name__ == "__main__":
    main()
