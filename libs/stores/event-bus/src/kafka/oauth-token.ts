import { StarsError } from '@stars/errors';
import { Secret } from '@stars/platform';

/** How a program gets tokens of its own: the client-credentials grant of OAuth 2.0. */
export interface OauthClient {
  /** The token endpoint. */
  url: string | Secret;
  clientId: string;
  clientSecret: string | Secret;
  scope?: string;
}

/** A token is asked for again after this share of its life: connections that last log in again with it. */
const LIFE_SHARE = 0.75;
const ANSWER_MS = 10_000;
/** Longer answers are no token. */
const TOKEN_CHARS = 100_000;

/**
 * Gives the token of now, and asks for another one before it ends. Errors: `STARS_CONFIG_INVALID` if the endpoint refuses the
 * client, else `STARS_UNAVAILABLE`.
 */
export function tokensOf(client: OauthClient, now: () => number = () => performance.now()): () => Promise<string> {
  let token: Promise<{ value: string; until: number }> | undefined;
  return async () => {
    const known = await token?.catch(() => undefined);
    if (known !== undefined && now() < known.until) return known.value;
    token = ask(client, now());
    return (await token).value;
  };
}

async function ask({ url, clientId, clientSecret, scope }: OauthClient, askedAt: number) {
  const login = [clientId, Secret.of(clientSecret).read()].map(encodeURIComponent).join(':');
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
  const failed = (code: 'STARS_CONFIG_INVALID' | 'STARS_UNAVAILABLE', why: string, cause?: unknown) =>
    new StarsError(code, `no token for Kafka from ${Secret.of(url, 'address')}: ${why}`, { cause });
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(Secret.of(url, 'address').read(), {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}`, accept: 'application/json' },
      body: form,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    text = await answer.text();
  } catch (error) {
    throw failed('STARS_UNAVAILABLE', (error as Error).message, error);
  }
  const isRefusal = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
  if (!answer.ok) throw failed(isRefusal ? 'STARS_CONFIG_INVALID' : 'STARS_UNAVAILABLE', `status ${answer.status}`);
  const { value, seconds } = tokenIn(text);
  if (value === undefined) throw failed('STARS_CONFIG_INVALID', 'the answer has no access_token');
  return { value, until: askedAt + seconds * 1000 * LIFE_SHARE };
}

/** A token whose life nobody says is used once. */
function tokenIn(text: string): { value?: string; seconds: number } {
  try {
    const { access_token: value, expires_in: seconds } = JSON.parse(text.slice(0, TOKEN_CHARS)) as Record<
      string,
      unknown
    >;
    if (typeof value === 'string' && value !== '') return { value, seconds: Number(seconds) || 0 };
  } catch {
    // It is no JSON.
  }
  return { seconds: 0 };
}
