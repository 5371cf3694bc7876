import { StarsError, type StarsErrorCode } from '@stars/errors';

/** A dependency of which a test needs these methods only: a call of any other fails. */
export const fake = <T extends object>(methods: Partial<T>): T => methods as T;

/** A real dependency of which some methods do something else. One with private fields can only be wrapped. */
export const withMethods = <T extends object>(real: T, methods: Partial<T>): T =>
  new Proxy(real, {
    get: (target, name) => {
      const replaced: unknown = Reflect.get(methods, name);
      if (replaced !== undefined) return replaced;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** How a store answers that fails so. */
export const failing =
  (code: StarsErrorCode = 'STARS_UNAVAILABLE') =>
  (): Promise<never> =>
    Promise.reject(new StarsError(code, 'as the test wants it'));

/** How a store answers that hangs. */
export const hanging = (): Promise<never> => new Promise(() => undefined);

/** Lets what runs behind an answer end. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
