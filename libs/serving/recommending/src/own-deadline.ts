/** The time that a request allows for its answer, ms; Infinity if it has none, or one that validation will refuse. */
export function ownDeadlineMs(request: object): number {
  const { deadlineMs } = request as { deadlineMs?: number };
  return deadlineMs !== undefined && deadlineMs > 0 ? deadlineMs : Number.POSITIVE_INFINITY;
}
