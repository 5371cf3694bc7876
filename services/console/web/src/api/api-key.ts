/** The key is for this tab only. */
const STORED = 'stars-api-key';

export const readApiKey = (): string | undefined => sessionStorage.getItem(STORED) ?? undefined;

export function keepApiKey(key: string): void {
  sessionStorage.setItem(STORED, key);
}

export function forgetApiKey(): void {
  sessionStorage.removeItem(STORED);
}
