import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends commands, one a line, and returns all that the server answers, as it is on the wire. */
export async function redisAnswer(port: number, commands: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const answer = text(socket);
  socket.end(`${[...commands, 'QUIT'].join('\r\n')}\r\n`);
  return answer;
}
