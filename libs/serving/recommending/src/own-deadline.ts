/** How long a request itself gives its answer, ms; Infinity where it does not say, or says what validation will refuse. */
export function ownDeadlineMs(request: object): number {
  const { deadlineMs } = request as { deadlineMs?: number };
  return deadlineMs !== undefined && deadlineMs > 0 ? deadlineMs : Number.POSITIVE_INFINITY;
}
