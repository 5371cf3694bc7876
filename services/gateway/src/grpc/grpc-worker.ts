import { parentPort, workerData } from 'node:worker_threads';
import {
  logVerbosity,
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  setLogVerbosity,
} from '@grpc/grpc-js';
import { certificateNames } from '@stars/access';
import { LIMITS, packageDefinition, type RpcName } from '@stars/contracts';
import { HealthImplementation } from 'grpc-health-check';
import type {
  FromGrpcWorker,
  GrpcServerOptions,
  ReceivedCall,
  SentAnswer,
  SentFailure,
  ToGrpcWorker,
} from './grpc-worker-messages.js';
import { addReflection } from './reflection.js';
import { TlsCredentials } from './tls-credentials.js';

// The thread of the gRPC server: it keeps the connections, and passes calls on as bytes.

type Respond = sendUnaryData<Uint8Array>;

/** They serve when the process is ready; `""` is the process as a whole. */
const HEALTH_SERVICES = ['', ...Object.keys(packageDefinition())];
/** Serves as long as the process lives, for probes that restart it otherwise. */
const LIVENESS = 'liveness';

const { host, port: asked, tls } = workerData as GrpcServerOptions;
const tlsCredentials = tls && new TlsCredentials(tls);
const asksForCertificates = tls?.ca !== undefined;

const port = parentPort!;
const say = (message: FromGrpcWorker): void => port.postMessage(message);

/** Calls that have no answer yet. */
const waiting = new Map<number, Respond>();
let calls = 0;

const receive =
  (method: RpcName) =>
  (call: ServerUnaryCall<Buffer, Uint8Array>, respond: Respond): void => {
    const id = calls++;
    waiting.set(id, respond);
    call.on('cancelled', () => waiting.delete(id) && say({ gone: id }));
    // A copy, because its memory is transferred: the received message may lie in a shared pool.
    const request = new Uint8Array(call.request);
    const deadline = Number(call.getDeadline());
    const [authorization] = call.metadata.get('authorization') as string[];
    const certificate = authorization === undefined && asksForCertificates ? namesOf(call) : undefined;
    const received: ReceivedCall = { id, method, deadline, authorization, certificate, request };
    port.postMessage(received, [request.buffer]);
  };

function namesOf(call: ServerUnaryCall<Buffer, Uint8Array>): string[] | undefined {
  const { sslPeerCertificate } = call.getAuthContext();
  return sslPeerCertificate && certificateNames(sslPeerCertificate);
}

function answer(outcome: SentAnswer | SentFailure): void {
  const respond = waiting.get(outcome.id);
  waiting.delete(outcome.id);
  if (!respond) return;
  if ('response' in outcome) {
    respond(null, outcome.response);
    return;
  }
  const { status, details, trailers } = outcome;
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  respond({ code: status, details, message: details, metadata });
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

// gRPC would print a line about a port in use, in addition to our error.
setLogVerbosity(logVerbosity.NONE);
const server = new Server({
  'grpc.max_receive_message_length': LIMITS.requestBytes,
  'grpc.max_concurrent_streams': 1000,
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
    server.tryShutdown(() => port.close());
  } else if ('tls' in message) {
    tlsCredentials?.use(message.tls);
  } else if ('serving' in message) {
    const status = message.serving ? 'SERVING' : 'NOT_SERVING';
    for (const service of HEALTH_SERVICES) health.setStatus(service, status);
  } else {
    answer(message);
  }
});

server.bindAsync(`${host}:${asked}`, tlsCredentials ?? ServerCredentials.createInsecure(), (error, bound) => {
  if (!error) return say({ listening: bound });
  say({ refused: error.message });
  port.close();
});
