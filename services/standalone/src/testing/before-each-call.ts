/** The object with a hook before each call of a method. */
export function beforeEachCall<T extends object>(real: T, act: () => void): T {
  return new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        act();
        return value.apply(target, given);
      };
    },
  });
}
