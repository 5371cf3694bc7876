// HTTP/1.1 POSTs over plain sockets, one request at a time on a connection: the least work that a client can do.
import { connect } from 'node:net';

export class HttpConnection {
  #socket;
  #waiting;
  #received = '';
  #port;

  static async open(port) {
    const connection = new HttpConnection();
    connection.#port = port;
    connection.#socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1');
    connection.#socket.on('data', (text) => connection.#take(text));
    connection.#socket.on('error', (error) => connection.#waiting?.reject(error));
    await new Promise((resolve) => connection.#socket.once('connect', resolve));
    return connection;
  }

  /** Resolves with `{ status, bytes }`. */
  post(path, json) {
    this.#waiting = Promise.withResolvers();
    const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${this.#port}\r\ncontent-type: application/json\r\n`;
    this.#socket.write(`${head}content-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
    return this.#waiting.promise;
  }

  #take(text) {
    this.#received += text;
    const head = this.#received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#received)[1]);
    const bytes = this.#received.length - head - 4;
    if (bytes < length) return;
    const status = Number(this.#received.slice(9, 12));
    this.#received = '';
    this.#waiting.resolve({ status, bytes });
  }

  close() {
    this.#socket.destroy();
  }
}
