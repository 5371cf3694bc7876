import { StarsError, type StarsErrorCode } from '@stars/errors';

/** A dependency with only the methods that a test needs: a call of any other fails. */
export const fake = <T extends object>(methods: Partial<T>): T => methods as T;

/** The method of a store that fails with this code. */
export const failing =
  (code: StarsErrorCode = 'STARS_UNAVAILABLE') =>
  (): Promise<never> =>
    Promise.reject(new StarsError(code, 'as the test wants it'));

/** The method of a store that hangs. */
export const hanging = (): Promise<never> => new Promise(() => undefined);

/** Lets background work of an answer end. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
