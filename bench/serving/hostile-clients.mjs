// Clients that mean ill, in a process of their own. Messages say when to begin and to stop; it answers with what became of them.
//   node hostile-clients.mjs '{"grpcPort":…,"httpPort":…,"connections":5000,"authorization":"Bearer …","user":…}'
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { constants, setPriority } from 'node:os';
import { RecommendRequest } from '@stars/contracts';
import { RECOMMEND } from './callers.mjs';

const { grpcPort, httpPort, connections, authorization, user } = JSON.parse(process.argv[2]);
// Such clients run on other machines: here they get what the server and the well-behaved leave them.
setPriority(constants.priority.PRIORITY_LOW);
/** So many that no bound of an address is reached: that bound must not be what protects. */
const ADDRESSES = 100;
/** A client that lost its connection comes back after this time, ms. */
const BACK_MS = 2000;
/** Between two bytes of a slow client, ms. */
const SLOW_MS = 1000;

const HEAD = `host: x\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\n`;
const BODY = JSON.stringify({ user_id: user, k: 500, explain: true });
const FLOOD = `POST /v1/recommend HTTP/1.1\r\n${HEAD}content-length: ${BODY.length}\r\n\r\n${BODY}`;
const MESSAGE = RecommendRequest.encode(RecommendRequest.fromPartial({ userId: user, k: 500, explain: true })).finish();
const FLOOD_MESSAGE = Buffer.concat([Buffer.from([0, 0, 0, 0, MESSAGE.length]), MESSAGE]);
const HALF = `POST /v1/track HTTP/1.1\r\n${HEAD}content-length: 1000000\r\n\r\n{"interactions":[`;
const MALFORMED = [
  'GET\u0000/ HTTP/9\r\n\r\n',
  `${'x'.repeat(20_000)}`,
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u00ff\u00ff\u00ff\u0009\u0001\u0000',
];
const GRPC_HEADERS = {
  ':method': 'POST',
  ':path': RECOMMEND,
  'content-type': 'application/grpc',
  te: 'trailers',
  authorization,
};

const counts = { opened: 0, closed: 0, refusals: 0, answers: 0 };
const open = new Set();
let going = false;
let next = 0;

const localAddress = () => `127.1.0.${1 + (next++ % ADDRESSES)}`;

/** Counts a connection, and opens another in its place after it was lost. */
function watch(connection, act, again) {
  open.add(connection);
  connection
    .on('connect', () => {
      counts.opened++;
      act(connection);
    })
    .on('error', () => undefined)
    .on('close', () => {
      counts.closed++;
      open.delete(connection);
      if (going) setTimeout(() => going && again(), BACK_MS);
    });
}

const tcp = (port) => connect({ port, host: '127.0.0.1', localAddress: localAddress() }).resume();
const grpc = (port) => connectHttp2(`http://127.0.0.1:${port}`, { localAddress: localAddress() });

/** Sends its headers byte by byte. */
function slow(socket) {
  let at = 0;
  const timer = setInterval(() => socket.write(HALF[at++ % HALF.length]), SLOW_MS);
  socket.on('close', () => clearInterval(timer));
}

/** Asks again as soon as it has an answer. */
function floodHttp(socket) {
  socket.on('data', (chunk) => {
    if (!chunk.includes('HTTP/1.1')) return;
    if (chunk.includes('HTTP/1.1 200')) counts.answers++;
    else counts.refusals++;
    socket.write(FLOOD);
  });
  socket.write(FLOOD);
}

const stream = (session) =>
  session
    .request(GRPC_HEADERS)
    .on('error', () => undefined)
    .resume();

/** Of a message that is promised, the half. */
function halfCall(session) {
  stream(session).write(Buffer.from([0, 0, 0, 1, 0, 9, 9]));
}

/** Asks again as soon as it has an answer. */
function floodGrpc(session) {
  const call = stream(session);
  call.on('response', (headers) => {
    if (headers['grpc-status'] === undefined) counts.answers++;
    else counts.refusals++;
  });
  call.on('close', () => going && !session.destroyed && floodGrpc(session));
  call.end(FLOOD_MESSAGE);
}

const half = (socket) => socket.write(HALF);
const malformed = (socket) => socket.write(MALFORMED[next % 3], 'latin1');

/** Kinds of clients: the share of a hundred, how one connects, and what it does then. */
const KINDS = [
  [20, tcp, httpPort, () => undefined],
  [20, tcp, grpcPort, () => undefined],
  [15, tcp, httpPort, slow],
  [10, tcp, httpPort, half],
  [10, grpc, grpcPort, halfCall],
  [10, tcp, httpPort, malformed],
  [5, tcp, grpcPort, malformed],
  [5, tcp, httpPort, floodHttp],
  [5, grpc, grpcPort, floodGrpc],
];

function startOne(kind) {
  const [, connectTo, port, act] = kind;
  watch(connectTo(port), act, () => startOne(kind));
}

/** Connections come a hundred at a time. */
async function begin() {
  going = true;
  const starts = KINDS.flatMap((kind) => Array(Math.round((kind[0] * connections) / 100)).fill(kind));
  for (const [at, kind] of starts.entries()) {
    startOne(kind);
    if (at % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return starts.length;
}

function stop() {
  going = false;
  const most = open.size;
  for (const each of open) each.destroy();
  return { ...counts, openAtEnd: most };
}

process.on('message', async (message) => {
  if (message.begin) process.send({ begun: await begin() });
  if (message.stop) process.send({ stopped: stop() });
  if (message.end) process.exit(0);
});
process.on('disconnect', () => process.exit(1));
process.send({ ready: true });
