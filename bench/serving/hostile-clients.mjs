// Clients that mean ill, in a process of their own. Messages say when to begin and to stop; it answers with what became of them.
//   node hostile-clients.mjs '{"grpcPort":…,"httpPort":…,"connections":5000,"authorization":"Bearer …"}'
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { constants, setPriority } from 'node:os';
import { RecommendRequest } from '@stars/contracts';
import { userIdOf } from '../made-up.mjs';
import { RECOMMEND } from './requests.mjs';

const { grpcPort, httpPort, connections, authorization } = JSON.parse(process.argv[2]);
// Such clients run on other machines: here they get what the server and the well-behaved leave them.
setPriority(constants.priority.PRIORITY_LOW);
/** So many that no bound of an address is reached: that bound must not be what protects. */
const ADDRESSES = 100;
/** A client that lost its connection comes back after this time, ms. */
const BACK_MS = 2000;
/** Between two bytes of a slow client, ms. */
const SLOW_MS = 1000;

const HEAD = `host: x\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\n`;
const BODY = JSON.stringify({ user_id: userIdOf(1), k: 500, explain: true });
const FLOOD = `POST /v1/recommend HTTP/1.1\r\n${HEAD}content-length: ${BODY.length}\r\n\r\n${BODY}`;
const MESSAGE = RecommendRequest.encode(
  RecommendRequest.fromPartial({ userId: userIdOf(1), k: 500, explain: true }),
).finish();
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

function tcp(port, then, again) {
  const socket = connect({ port, host: '127.0.0.1', localAddress: localAddress() });
  open.add(socket);
  socket.on('connect', () => {
    counts.opened++;
    then(socket);
  });
  socket.on('error', () => undefined).resume();
  socket.on('close', () => {
    counts.closed++;
    open.delete(socket);
    if (going) setTimeout(() => going && again(), BACK_MS);
  });
}

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

function grpc(then, again) {
  const session = connectHttp2(`http://127.0.0.1:${grpcPort}`, { localAddress: localAddress() });
  open.add(session);
  session.on('connect', () => {
    counts.opened++;
    then(session);
  });
  session
    .on('error', () => undefined)
    .on('close', () => {
      counts.closed++;
      open.delete(session);
      if (going) setTimeout(() => going && again(), BACK_MS);
    });
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

/** Kinds of clients, each a share of a hundred. */
const KINDS = [
  [
    20,
    function silentHttp() {
      tcp(httpPort, () => undefined, silentHttp);
    },
  ],
  [
    20,
    function silentGrpc() {
      tcp(grpcPort, () => undefined, silentGrpc);
    },
  ],
  [
    15,
    function slowHttp() {
      tcp(httpPort, slow, slowHttp);
    },
  ],
  [
    10,
    function halfHttp() {
      tcp(httpPort, (socket) => socket.write(HALF), halfHttp);
    },
  ],
  [
    10,
    function halfGrpc() {
      grpc(halfCall, halfGrpc);
    },
  ],
  [
    10,
    function malformedHttp() {
      tcp(httpPort, (socket) => socket.write(MALFORMED[next % 3]), malformedHttp);
    },
  ],
  [
    5,
    function malformedGrpc() {
      tcp(grpcPort, (socket) => socket.write(MALFORMED[next % 3], 'latin1'), malformedGrpc);
    },
  ],
  [
    5,
    function floodingHttp() {
      tcp(httpPort, floodHttp, floodingHttp);
    },
  ],
  [
    5,
    function floodingGrpc() {
      grpc(floodGrpc, floodingGrpc);
    },
  ],
];

/** Connections come a hundred at a time. */
async function begin() {
  going = true;
  const starts = KINDS.flatMap(([share, start]) => Array(Math.round((share * connections) / 100)).fill(start));
  for (const [at, start] of starts.entries()) {
    start();
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
