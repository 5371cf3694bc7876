/** The object with some of its methods replaced; the others are its own. */
export function replacing<T extends object>(real: T, replaced: Partial<T>): T {
  return new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(name in replaced ? replaced : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The object with something done before each call of a method. */
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
