"""An OTLP endpoint for tests: HTTP and gRPC on free ports, decoding with OpenTelemetry's own Python messages.

    receiver.py PROTOCOL [ANSWER...]

PROTOCOL is http or grpc. With RECEIVER_TLS, a folder with cert.pem and key.pem, either goes over TLS. Each request gets the next ANSWER, and the last of them is for all that follow; without any,
every request is taken. An ANSWER is JSON: {} takes the spans, {"rejected": 3, "message": "..."} all but three of them;
{"hang": true} never answers; {"deaf": true}, as the first one, takes no connection; {"status": 503, "headers": {...}, "message": "..."} is HTTP's error, and
{"code": "UNAVAILABLE", "message": "...", "retry": 0.1} gRPC's. The first line of output is the port; each request is a
line of JSON. It ends when its input does.
"""
import http.server
import json
import os
import signal
import sys
import threading
import time

from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as service
from opentelemetry.proto.trace.v1 import trace_pb2

answers = [json.loads(argument) for argument in sys.argv[2:]] or [{}]
tls = os.environ.get("RECEIVER_TLS")
lock = threading.Lock()


def next_answer():
    with lock:
        return answers.pop(0) if len(answers) > 1 else answers[0]


def say(line):
    with lock:
        print(line, flush=True)


def value(any_value):
    kind = any_value.WhichOneof("value")
    if kind == "array_value":
        return [value(element) for element in any_value.array_value.values]
    return getattr(any_value, kind)


def attributes(pairs):
    return {pair.key: value(pair.value) for pair in pairs}


def report(request, headers):
    spans = []
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                spans.append({
                    "resource": attributes(resource.resource.attributes), "scope": scope.scope.name,
                    "trace": span.trace_id.hex(), "span": span.span_id.hex(), "parent": span.parent_span_id.hex(),
                    "state": span.trace_state, "flags": span.flags, "name": span.name,
                    "kind": trace_pb2.Span.SpanKind.Name(span.kind),
                    "start": span.start_time_unix_nano, "end": span.end_time_unix_nano,
                    "attributes": attributes(span.attributes), "dropped": span.dropped_attributes_count,
                    "events": [{"name": event.name, "time": event.time_unix_nano,
                                "attributes": attributes(event.attributes)} for event in span.events],
                    "droppedEvents": span.dropped_events_count,
                    "links": [link.span_id.hex() for link in span.links],
                    "status": trace_pb2.Status.StatusCode.Name(span.status.code), "message": span.status.message,
                })
    say(json.dumps({"at": time.monotonic(), "headers": headers, "spans": spans}))


def taken(answer):
    response = service.ExportTraceServiceResponse()
    if "rejected" in answer:
        response.partial_success.rejected_spans = answer["rejected"]
        response.partial_success.error_message = answer.get("message", "")
    return response


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): text for name, text in self.headers.items()} | {"path": self.path}
        report(service.ExportTraceServiceRequest.FromString(body), headers)
        answer = next_answer()
        if answer.get("hang"):
            threading.Event().wait()
        status = answer.get("status", 200)
        if status == 200:
            payload = taken(answer).SerializeToString()
        else:
            payload = status_pb2.Status(message=answer.get("message", "")).SerializeToString()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", str(len(payload)))
        for name, text in answer.get("headers", {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *arguments):
        pass


def serve_http():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        import ssl
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{tls}/cert.pem", f"{tls}/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def serve_grpc():
    from concurrent import futures
    import grpc
    from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as stubs

    class Service(stubs.TraceServiceServicer):
        def Export(self, request, context):
            report(request, {name: text for name, text in context.invocation_metadata()})
            answer = next_answer()
            if answer.get("hang"):
                gone = threading.Event()
                context.add_callback(gone.set)
                gone.wait()
            if "code" in answer:
                if "retry" in answer:
                    seconds = answer["retry"]
                    info = error_details_pb2.RetryInfo(retry_delay=duration_pb2.Duration(
                        seconds=int(seconds), nanos=int(seconds % 1 * 1e9)))
                    detail = any_pb2.Any()
                    detail.Pack(info)
                    details = status_pb2.Status(code=8, message="later", details=[detail])
                    context.set_trailing_metadata((("grpc-status-details-bin", details.SerializeToString()),))
                context.abort(grpc.StatusCode[answer["code"]], answer.get("message", ""))
            return taken(answer)

    server = grpc.server(futures.ThreadPoolExecutor(4))
    stubs.add_TraceServiceServicer_to_server(Service(), server)
    if tls:
        pair = [open(f"{tls}/{name}.pem", "rb").read() for name in ("key", "cert")]
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    serve_grpc.server = server
    return port


def be_deaf():
    """A port whose queue of connections is full: whoever connects waits for it."""
    import socket
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    be_deaf.open = [listener]
    for _ in range(4):
        filler = socket.socket()
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
        be_deaf.open.append(filler)
    return listener.getsockname()[1]


# No receiver outlives the tests, however they end.
signal.alarm(120)
if answers[0].get("deaf"):
    say(be_deaf())
else:
    say(serve_http() if sys.argv[1] == "http" else serve_grpc())
sys.stdin.read()
# Not through the threads that hang.
os._exit(0)
