import { StarsError } from '@stars/errors';

/** Calls a server with a client, which is closed then. Errors: those of the call; `STARS_UNAVAILABLE` says how to start one. */
export async function askServer<Client extends { close(): void }, Answer>(
  address: string,
  client: Client,
  call: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call(client);
  } catch (cause) {
    if (!(cause instanceof StarsError) || cause.code !== 'STARS_UNAVAILABLE') throw cause;
    throw new StarsError('STARS_UNAVAILABLE', `no server answers at ${address}: ${cause.message}; start ./stars up`, {
      field: 'address',
      cause,
    });
  } finally {
    client.close();
  }
}
