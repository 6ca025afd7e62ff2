import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import net.logstash.logback.argument.StructuredArguments;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A Java service that is watched: metrics with exemplars, lines in the platform's format (logback.xml), spans, health.
 * PORT=8080 OTEL_SERVICE_NAME=sample-java; spans go to OTEL_EXPORTER_OTLP_ENDPOINT, if that is set.
 */
public class App {
  static final Logger log = LoggerFactory.getLogger("sample");

  // Names are OpenTelemetry's, buckets those that it advises; labels have few values: routes, never paths.
  static final Histogram requests =
      Histogram.builder()
          .name("http_server_request_duration_seconds")
          .help("Duration of requests that were answered")
          .labelNames("http_request_method", "http_route", "http_response_status_code")
          .classicOnly()
          .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
          .register();
  static final Counter orders =
      Counter.builder().name("business_transactions_total").help("Orders that were placed").register();

  static final AtomicBoolean ending = new AtomicBoolean();
  static final AtomicInteger underWay = new AtomicInteger();

  record Reply(int status, String body) {}

  interface Handler {
    Reply handle() throws Exception;
  }

  static final Map<String, Handler> ROUTES =
      Map.of(
          "POST /orders",
          () -> {
            orders.inc();
            log.info("order placed", StructuredArguments.keyValue("order_id", 4711));
            return new Reply(201, "{\"order\":4711}");
          },
          "GET /fail",
          () -> {
            throw new IllegalStateException("no card");
          });

  public static void main(String[] args) throws IOException {
    JvmMetrics.builder().register();
    orders.inc(0); // a counter that appears with its first event has lost that event
    OpenTelemetrySdk telemetry = telemetry();
    InetSocketAddress address = new InetSocketAddress(env("HOST", "127.0.0.1"), Integer.parseInt(env("PORT", "8080")));
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(exchange, telemetry));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, threads, telemetry)));
    server.start();
    log.info("application started");
  }

  static OpenTelemetrySdk telemetry() {
    Resource resource = Resource.getDefault().toBuilder().put("service.name", env("OTEL_SERVICE_NAME", "sample-java")).build();
    var provider = SdkTracerProvider.builder().setResource(resource);
    String endpoint = env("OTEL_EXPORTER_OTLP_ENDPOINT", "");
    if (!endpoint.isEmpty()) {
      var exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint + "/v1/traces").build();
      provider.addSpanProcessor(BatchSpanProcessor.builder(exporter).build());
    }
    return OpenTelemetrySdk.builder()
        .setTracerProvider(provider.build())
        .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
        .build();
  }

  /** What only the platform asks is not measured, or scrapes and probes would be most of the traffic. */
  static void serve(HttpExchange exchange, OpenTelemetry telemetry) throws IOException {
    underWay.incrementAndGet();
    try (exchange) {
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" -> metrics(exchange);
        case "/health/live" -> send(exchange, 200, "{\"status\":\"up\"}");
        // What requests need is asked here, each with a time limit: 5,000 ms together.
        case "/health", "/health/ready" -> {
          if (ending.get()) send(exchange, 503, "{\"status\":\"ending\"}");
          else send(exchange, 200, "{\"status\":\"up\",\"checks\":{}}");
        }
        default -> observed(exchange, telemetry);
      }
    } finally {
      underWay.decrementAndGet();
    }
  }

  /** A request with its span, its duration and its line. */
  static void observed(HttpExchange exchange, OpenTelemetry telemetry) throws IOException {
    String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    Handler handler = ROUTES.get(asked);
    String method = handler == null ? "_OTHER" : exchange.getRequestMethod();
    String route = handler == null ? "unmatched" : exchange.getRequestURI().getPath();
    long begun = System.nanoTime();
    Tracer tracer = telemetry.getTracer("sample");
    Context parent = telemetry.getPropagators().getTextMapPropagator().extract(Context.root(), exchange, HEADERS);
    Span span = tracer.spanBuilder(method + " " + route).setParent(parent).setSpanKind(SpanKind.SERVER).startSpan();
    String trace = span.getSpanContext().getTraceId();
    try (var scope = span.makeCurrent();
        var traceId = MDC.putCloseable("trace_id", trace);
        var spanId = MDC.putCloseable("span_id", span.getSpanContext().getSpanId())) {
      Reply reply = answer(handler, span);
      send(exchange, reply.status(), reply.body());
      span.setAttribute("http.request.method", method).setAttribute("http.route", route);
      span.setAttribute("http.response.status_code", reply.status());
      double seconds = (System.nanoTime() - begun) / 1e9;
      var series = requests.labelValues(method, route, String.valueOf(reply.status()));
      if (span.getSpanContext().isSampled()) series.observeWithExemplar(seconds, Labels.of("trace_id", trace));
      else series.observe(seconds);
      log.info(
          "request answered",
          StructuredArguments.keyValue("http.request.method", method),
          StructuredArguments.keyValue("http.route", route),
          StructuredArguments.keyValue("http.response.status_code", reply.status()),
          StructuredArguments.keyValue("duration_ms", Math.round(seconds * 1e6) / 1e3));
    } finally {
      span.end();
    }
  }

  static Reply answer(Handler handler, Span span) {
    if (handler == null) return new Reply(404, "{\"error\":\"there is nothing of that name\"}");
    try {
      return handler.handle();
    } catch (Exception error) { // whatever it is, somebody waits for an answer
      span.recordException(error);
      span.setStatus(StatusCode.ERROR, error.getClass().getSimpleName());
      log.error("request failed", error);
      return new Reply(500, "{\"error\":\"something went wrong here\"}");
    }
  }

  static void metrics(HttpExchange exchange) throws IOException {
    var writer = OpenMetricsTextFormatWriter.builder().build();
    var text = new ByteArrayOutputStream();
    writer.write(text, PrometheusRegistry.defaultRegistry.scrape());
    exchange.getResponseHeaders().set("content-type", writer.getContentType());
    exchange.sendResponseHeaders(200, text.size());
    text.writeTo(exchange.getResponseBody());
  }

  static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  static void end(HttpServer server, ExecutorService threads, OpenTelemetrySdk telemetry) {
    ending.set(true); // readiness fails first; in Kubernetes, wait here until every load balancer knows
    try {
      // Requests under way have ten seconds. The server's own delay takes all of its time, whether there are any or not.
      for (int tries = 0; tries < 100 && underWay.get() > 0; tries++) Thread.sleep(100);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdown();
    telemetry.close();
    log.info("application ended");
  }

  static String env(String name, String fallback) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? fallback : value;
  }

  static final TextMapGetter<HttpExchange> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(HttpExchange exchange) {
          return exchange.getRequestHeaders().keySet();
        }

        @Override
        public String get(HttpExchange exchange, String key) {
          return exchange == null ? null : exchange.getRequestHeaders().getFirst(key);
        }
      };
}
