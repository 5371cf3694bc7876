import { StarsError } from '@stars/errors';

/**
 * Opens a door, and explains the failure that people meet most.
 * Errors: `STARS_PORT_IN_USE` where another process has the port; any other error as it came.
 *
 * @param door what the port is for and how to change it, such as `gRPC (--grpc-port)`
 */
export async function listenOrExplain<T>(door: string, port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    if (!isPortInUse(error)) throw error;
    throw new StarsError('STARS_PORT_IN_USE', `port ${port} for ${door} is in use by another process`, {
      field: 'port',
      cause: error,
    });
  }
}

/** Node sets `code`; gRPC only words it. */
function isPortInUse(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE' || error.message.includes('EADDRINUSE');
}
