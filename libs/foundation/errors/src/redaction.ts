const SHOWN = '[secret]';
/** A shorter text is also part of ordinary words: it is hidden only by its place. */
const SHORTEST = 6;

/** Of this thread: all that may not be shown. */
const hidden = new Set<string>();
let pattern: RegExp | undefined;

/** What stands in an address before `@`, up to its last, for passwords that were not encoded. */
const LOGIN_OF_ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>]+@/gi;
/** The value of an HTTP header, in any notation that a client uses to print it. */
const AUTHORIZATION = /(\bauthorization[\\"']*\s*[:=][\s\\"']*)(?:(?:basic|bearer|apikey)\s+)?[^\s"'\\,}]+/gi;

/**
 * From now on `redact` takes this value out of any text, also where it is written as part of JSON or of an address.
 * Values of less than 6 characters are not remembered.
 */
export function hide(secret: string): void {
  for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
    if (form.length < SHORTEST || hidden.has(form)) continue;
    hidden.add(form);
    pattern = undefined;
  }
}

/** The text without hidden values, logins in addresses, and values of `authorization`. */
export function redact(text: string): string {
  let shown = text;
  if (hidden.size > 0) {
    // The longest first: one value may contain another.
    pattern ??= new RegExp(
      [...hidden]
        .sort((a, b) => b.length - a.length)
        .map((form) => RegExp.escape(form))
        .join('|'),
      'g',
    );
    shown = shown.replace(pattern, SHOWN);
  }
  if (shown.includes('://')) shown = shown.replace(LOGIN_OF_ADDRESS, `$1${SHOWN}@`);
  return shown.replace(AUTHORIZATION, `$1${SHOWN}`);
}
