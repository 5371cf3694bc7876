import { useEffect, useState } from 'react';
import { useApiAccess } from './api-access.js';

/** Before the next try after the stream broke, ms. */
const RETRY_MS = 3000;

export interface Live<Message> {
  /** The last message; undefined before the first one. */
  message: Message | undefined;
  isConnected: boolean;
}

/**
 * The last message of a stream of server-sent events, each with one JSON document. `EventSource` can send no key, so this reads
 * the stream with fetch. A stream that ends is opened again.
 */
export function useLive<Message>(path: string): Live<Message> {
  const { key } = useApiAccess();
  const [live, setLive] = useState<Live<Message>>({ message: undefined, isConnected: false });
  useEffect(() => {
    const stop = new AbortController();
    const headers = { accept: 'text/event-stream', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
    const follow = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        let hasEnded = false;
        try {
          const response = await fetch(path, { headers, signal: stop.signal });
          if (response.ok && response.body !== null) {
            for await (const data of eventsIn(response.body)) {
              setLive({ message: JSON.parse(data) as Message, isConnected: true });
            }
            hasEnded = true;
          }
        } catch {
          // It is opened again below, unless the page was left.
        }
        if (!hasEnded) setLive(({ message }) => ({ message, isConnected: false }));
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    };
    void follow();
    return () => stop.abort();
  }, [path, key]);
  return live;
}

/** The data of each event of a stream, without comments and other fields. */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop()!;
    for (const block of blocks) {
      const lines = block.split(/\r?\n/).filter((line) => line.startsWith('data:'));
      if (lines.length > 0) yield lines.map((line) => line.slice(5).trimStart()).join('\n');
    }
  }
}
