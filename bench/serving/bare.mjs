// The servers to compare with: a bare @grpc/grpc-js server and a bare Node HTTP server. Each gives everybody the same answer.
//   node bare.mjs '{"kind":"grpc"|"http","answer":"…"}' (base64 or JSON text)
import { createServer } from 'node:http';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { RECOMMEND } from './requests.mjs';

const { kind, answer } = JSON.parse(process.argv[2]);

async function grpc() {
  const bytes = Buffer.from(answer, 'base64');
  const same = (buffer) => buffer;
  const server = new Server();
  const method = {
    path: RECOMMEND,
    requestStream: false,
    responseStream: false,
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  server.addService({ Recommend: method }, { Recommend: (_call, respond) => respond(null, bytes) });
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

async function http() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) });
      response.end(answer);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}

process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(1));
process.send({ ready: true, port: await (kind === 'grpc' ? grpc() : http()) });
