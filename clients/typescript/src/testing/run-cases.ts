// Runs cases of clients/cases: one as JSON in each line of the input, its outcome as JSON in a line of the output.
import { createInterface } from 'node:readline';
import { type CallOptions, type Event, type Impression, type Interaction, StarsClient, StarsError } from '../index.js';

interface Case {
  url: string;
  key?: string;
  timeout_ms?: number;
  call?: string;
  request?: object;
  fallback?: unknown;
  events?: Event<Interaction>[];
  impressions?: Event<Impression>[];
  flushes?: number;
  unflushed?: boolean;
}

type AnyCall = (request: object, options: CallOptions & { fallback?: unknown }) => Promise<{ fallback?: StarsError }>;

const shown = ({ code, field }: StarsError): object => ({ code, field });

async function outcomeOf({
  url,
  key,
  timeout_ms: timeoutMs,
  call,
  request,
  fallback,
  ...queued
}: Case): Promise<object> {
  const lost: object[] = [];
  const stars = new StarsClient({ url, key, timeoutMs, onLostEvents: (error) => lost.push(shown(error)) });
  try {
    if (call !== undefined) {
      const method = call[0]!.toLowerCase() + call.slice(1);
      const answer = await (stars as unknown as Record<string, AnyCall>)[method]!(request!, { fallback });
      return { answer, fallback: answer.fallback?.code };
    }
    for (const event of queued.events ?? []) stars.events.add(event);
    for (const event of queued.impressions ?? []) stars.events.addImpression(event);
    for (let left = queued.flushes ?? 1; left > 1; left--) await stars.events.flush().catch(() => undefined);
    if (!queued.unflushed) await stars.close();
    return { flushed: true, lost };
  } catch (error) {
    if (error instanceof StarsError) return { error: shown(error) };
    throw error;
  }
}

for await (const line of createInterface(process.stdin))
  console.log(JSON.stringify(await outcomeOf(JSON.parse(line) as Case)));
