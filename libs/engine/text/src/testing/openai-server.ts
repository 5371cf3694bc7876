import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A chat request as the server got it. */
export interface ChatRequest {
  model: string;
  messages: { role: string; content: string }[];
  response_format: { type: string; json_schema: { strict: boolean; schema: Record<string, unknown> } };
  [key: string]: unknown;
}

export interface ServerRequest {
  path: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

/** An answer: a status with a body (text or JSON) and headers, or a body that starts and then stalls or breaks. */
export interface ServerAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  stall?: boolean;
  /** The connection breaks in the middle of the body. */
  cut?: boolean;
}

/** A server that speaks OpenAI's API over real HTTP, with answers made by the test. */
export class OpenAiTestServer {
  readonly requests: ServerRequest[] = [];
  inFlight = 0;
  mostInFlight = 0;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  private constructor(private readonly answer: (request: ServerRequest, nth: number) => ServerAnswer) {}

  static async start(answer: (request: ServerRequest, nth: number) => ServerAnswer): Promise<OpenAiTestServer> {
    const server = new OpenAiTestServer(answer);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const received = {
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>,
    };
    this.requests.push(received);
    const { status = 200, headers = {}, body, stall, cut } = this.answer(received, this.requests.length);
    // Long enough for the requests of a burst to overlap.
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.inFlight--;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    if (!stall && !cut) return void response.end(text);
    response.write(text.slice(0, text.length / 2), () => {
      if (cut) response.destroy();
    });
  }
}

/** A chat completion with this content. */
export const completion = (content: unknown, finish = 'stop'): ServerAnswer => ({
  body: {
    id: 'c1',
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        finish_reason: finish,
        message: { role: 'assistant', content: typeof content === 'string' ? content : JSON.stringify(content) },
      },
    ],
  },
});

/** The products of a chat request. */
export function productsOf(request: ServerRequest): { index: number; text: string }[] {
  const user = (request.body as unknown as ChatRequest).messages.find(({ role }) => role === 'user')!.content;
  return JSON.parse(user.replace(/^<products>\n/, '').replace(/\n<\/products>$/, '')) as {
    index: number;
    text: string;
  }[];
}
