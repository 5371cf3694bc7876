import { type AddressInfo, createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import {
  logVerbosity,
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerInterceptingCallInterface,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  setLogVerbosity,
} from '@grpc/grpc-js';
import { type Credentials, certificateNames } from '@stars/access';
import { LIMITS, packageDefinition, type RpcName } from '@stars/contracts';
import { HealthImplementation } from 'grpc-health-check';
import { BoundedConnections, FINISHED_WITHIN_MS } from '../connection-bounds.js';
import { type AskFirst, boundedCalls, endCall } from './bounded-calls.js';
import type {
  FromGrpcWorker,
  GrpcServerOptions,
  ReceivedCall,
  SentAnswer,
  SentFailure,
  ToGrpcWorker,
} from './grpc-worker-messages.js';
import { KnownCredentials } from './known-credentials.js';
import { addReflection } from './reflection.js';
import { TlsCredentials } from './tls-credentials.js';

// The thread of the gRPC server: it keeps the connections, and passes calls on as bytes.

type Respond = sendUnaryData<Uint8Array>;

/** Time between two looks for calls in work while the server closes, ms. */
const LOOK_MS = 20;
/** Time for clients to close their connections after that, ms. */
const LEAVE_MS = 500;
/** Longer than any call takes: watches of health end by it. */
const MOVED_WITHIN_MS = 120_000;
/** They serve when the process is ready; `""` is the process as a whole. */
const HEALTH_SERVICES = ['', ...Object.keys(packageDefinition())];
/** Serves as long as the process lives, for probes that restart it otherwise. */
const LIVENESS = 'liveness';

const { host, port: asked, tls, asksCallers, traces, connections: bounds } = workerData as GrpcServerOptions;
const tlsCredentials = tls && new TlsCredentials(tls, bounds.firstBytesMs);
const asksForCertificates = tls?.ca !== undefined;

const port = parentPort!;
const say = (message: FromGrpcWorker): void => port.postMessage(message);

/** Calls that have no answer yet. */
const waiting = new Map<number, Respond>();
/** Calls of callers who are not known yet: nothing of them is read. */
const asking = new Map<number, { call: ServerInterceptingCallInterface; admit: () => void }>();
const known = new KnownCredentials();
const inWork = new Set<ServerInterceptingCallInterface>();
const sockets = new Set<Socket>();
let calls = 0;

const askFirst: AskFirst = (method, metadata, call, admit) => {
  const credentials = credentialsOf(metadata, call);
  if (!asksCallers || known.has(method, credentials)) return admit();
  const asks = calls++;
  asking.set(asks, {
    call,
    admit: () => {
      known.add(method, credentials);
      admit();
    },
  });
  say({ asks, method, deadline: Number(call.getDeadline()), ...credentials });
};

const receive =
  (method: RpcName) =>
  (call: ServerUnaryCall<Buffer, Uint8Array>, respond: Respond): void => {
    const id = calls++;
    waiting.set(id, respond);
    call.on('cancelled', () => waiting.delete(id) && say({ gone: id }));
    // A copy, because its memory is transferred: the received message may lie in a shared pool.
    const request = new Uint8Array(call.request);
    const deadline = Number(call.getDeadline());
    const received: ReceivedCall = { id, method, deadline, request, ...credentialsOf(call.metadata, call) };
    if (traces) [received.traceparent] = call.metadata.get('traceparent') as string[];
    port.postMessage(received, [request.buffer]);
  };

function credentialsOf(metadata: Metadata, call: Pick<ServerInterceptingCallInterface, 'getAuthContext'>): Credentials {
  const [authorization] = metadata.get('authorization') as string[];
  if (authorization !== undefined || !asksForCertificates) return { authorization };
  const { sslPeerCertificate } = call.getAuthContext();
  return { certificate: sslPeerCertificate && certificateNames(sslPeerCertificate) };
}

function admit(id: number): void {
  const asked = asking.get(id);
  asking.delete(id);
  asked?.admit();
}

function answer(outcome: SentAnswer | SentFailure): void {
  const [respond, asked] = [waiting.get(outcome.id), asking.get(outcome.id)];
  waiting.delete(outcome.id);
  asking.delete(outcome.id);
  if ('response' in outcome) {
    respond?.(null, outcome.response);
    return;
  }
  const { status: code, details, trailers } = outcome;
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  respond?.({ code, details, message: details, metadata });
  if (asked) endCall(asked.call, { code, details, metadata });
}

/**
 * Takes no new calls, and ends the thread once the answers of those in work are taken, or are late. The library's own shutdown does
 * not wait for calls: Node has closed the sessions when it looks.
 */
function close(): void {
  const until = performance.now() + FINISHED_WITHIN_MS;
  listener.close(() => port.close());
  server.tryShutdown(() => undefined);
  const look = setInterval(() => {
    if (inWork.size > 0 && performance.now() < until) return;
    clearInterval(look);
    // Whoever watches health, or does not close its end, holds nothing up.
    setTimeout(() => sockets.forEach((socket) => void socket.destroy()), LEAVE_MS);
  }, LOOK_MS);
}

/** The service with messages as bytes. */
function ofBytes(service: ServiceDefinition): ServiceDefinition {
  const methods: Record<string, MethodDefinition<Buffer, Uint8Array>> = {};
  for (const [name, method] of Object.entries(service)) {
    methods[name] = {
      ...method,
      requestSerialize: (bytes) => bytes,
      requestDeserialize: (bytes) => bytes,
      responseSerialize: ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength),
      responseDeserialize: (bytes) => bytes,
    };
  }
  return methods;
}

// It would print lines about each client that breaks the protocol.
setLogVerbosity(logVerbosity.NONE);
const server = new Server({
  'grpc.max_receive_message_length': LIMITS.requestBytes,
  'grpc.max_concurrent_streams': 250,
  // A connection without calls is closed, and so is one whose client does not answer.
  'grpc.max_connection_idle_ms': 300_000,
  // Otherwise all calls of a client stay with the gateway that it met first.
  'grpc.max_connection_age_ms': bounds.askedToMoveMs,
  'grpc.max_connection_age_grace_ms': MOVED_WITHIN_MS,
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
  interceptors: [boundedCalls(askFirst, bounds.sentWithinMs, inWork)],
  // Would count every call and message once more, for a debugging service that is not offered.
  'grpc.enable_channelz': 0,
});
for (const service of Object.values(packageDefinition())) {
  const methods = Object.keys(service) as RpcName[];
  server.addService(ofBytes(service), Object.fromEntries(methods.map((method) => [method, receive(method)])));
}
const health = new HealthImplementation({
  ...Object.fromEntries(HEALTH_SERVICES.map((name) => [name, 'NOT_SERVING' as const])),
  [LIVENESS]: 'SERVING',
});
health.addToServer(server);
addReflection(server);

port.on('message', (message: ToGrpcWorker) => {
  if (message === 'close') {
    close();
  } else if ('admitted' in message) {
    admit(message.admitted);
  } else if ('tls' in message) {
    tlsCredentials?.use(message.tls);
  } else if ('serving' in message) {
    const status = message.serving ? 'SERVING' : 'NOT_SERVING';
    for (const service of HEALTH_SERVICES) health.setStatus(service, status);
  } else {
    answer(message);
  }
});

const injector = server.createConnectionInjector(tlsCredentials ?? ServerCredentials.createInsecure());
const connections = new BoundedConnections(bounds, (connectionsRefused) => say({ connectionsRefused }));
const listener = createServer({ noDelay: true }, (socket) => {
  if (!connections.accepts(socket)) return;
  connections.expectHttp2(socket);
  sockets.add(socket.once('close', () => sockets.delete(socket)));
  injector.injectConnection(socket);
});
listener.on('error', (error) => {
  say({ refused: error.message });
  port.close();
});
listener.listen(asked, host, () => say({ listening: (listener.address() as AddressInfo).port }));
