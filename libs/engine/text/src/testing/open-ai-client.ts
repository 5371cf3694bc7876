import { OpenAiClient, type OpenAiEndpoint } from '../openai-client.js';

/** A client whose clock jumps over every wait, and that remembers how long it would have waited (ms). */
export function impatientClient(endpoint: OpenAiEndpoint): { client: OpenAiClient; waits: number[] } {
  const waits: number[] = [];
  let now = 0;
  const sleep = async (ms: number): Promise<void> => {
    waits.push(ms);
    now += ms;
  };
  return { client: new OpenAiClient(endpoint, { sleep, random: () => 0.5, now: () => now }), waits };
}
