import { StarsError } from '@stars/errors';

/**
 * Starts to listen, and explains the most frequent failure.
 * Errors: `STARS_PORT_IN_USE` if another process has the port; any other error unchanged.
 *
 * @param purpose what the port is for and how to change it, such as `gRPC (--grpc-port)`
 */
export async function listenOrExplain<T>(purpose: string, port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    if (!isPortInUse(error)) throw error;
    throw new StarsError('STARS_PORT_IN_USE', `port ${port} for ${purpose} is in use by another process`, {
      field: 'port',
      cause: error,
    });
  }
}

/** Node sets `code`; gRPC has it only in the message. */
function isPortInUse(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE' || error.message.includes('EADDRINUSE');
}
