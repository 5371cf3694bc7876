import { OpenAiClient, type OpenAiEndpoint } from '../openai-client.js';

/** A client that waits for nobody, and remembers how long it would have waited (ms). */
export function impatientClient(endpoint: OpenAiEndpoint): { client: OpenAiClient; waits: number[] } {
  const waits: number[] = [];
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  return { client: new OpenAiClient(endpoint, { sleep, random: () => 0.5, now: () => 0 }), waits };
}
