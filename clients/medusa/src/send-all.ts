import { StarsError } from '@stars/client';

/** Elements of one call. */
const MOST_IN_CALL = 500;

/**
 * Sends all elements, many in one call. A call is refused as a whole: an element that it is refused for is left out and given to
 * `onRefused`, so that it stops no other. Other errors are thrown; then send all again, which changes nothing that was stored.
 */
export async function sendAll<Element>(
  elements: readonly Element[],
  send: (batch: readonly Element[]) => Promise<unknown>,
  onRefused: (element: Element, error: StarsError) => void,
): Promise<void> {
  const left = [...elements];
  while (left.length > 0) {
    const batch = left.splice(0, MOST_IN_CALL);
    while (batch.length > 0) {
      try {
        await send(batch);
        break;
      } catch (error) {
        const place = refusedPlace(error);
        if (place === undefined || place >= batch.length) throw error;
        onRefused(batch.splice(place, 1)[0]!, error as StarsError);
      }
    }
  }
}

/** The place of the element that a call is refused for. */
function refusedPlace(error: unknown): number | undefined {
  if (!(error instanceof StarsError) || error.status < 400 || error.status >= 500) return undefined;
  const place = /^\w+\[(\d+)\]/.exec(error.field ?? '')?.[1];
  return place === undefined ? undefined : Number(place);
}
