import { StarsError, type StarsErrorCode } from '@stars/errors';

/** A dependency with only the methods that a test needs: a call of any other fails. */
export const fake = <T extends object>(methods: Partial<T>): T => methods as T;

/** A real dependency with some methods replaced. An object with private fields can only be wrapped. */
export const withMethods = <T extends object>(real: T, methods: Partial<T>): T =>
  new Proxy(real, {
    get: (target, name) => {
      const replaced: unknown = Reflect.get(methods, name);
      if (replaced !== undefined) return replaced;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** The method of a store that fails with this code. */
export const failing =
  (code: StarsErrorCode = 'STARS_UNAVAILABLE') =>
  (): Promise<never> =>
    Promise.reject(new StarsError(code, 'as the test wants it'));

/** The method of a store that hangs. */
export const hanging = (): Promise<never> => new Promise(() => undefined);

/** Lets background work of an answer end. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
