/** The object with some of its methods replaced. One with private fields can only be wrapped like this. */
export const replacing = <T extends object>(real: T, replaced: Partial<T>): T =>
  new Proxy(real, {
    get: (target, name) => {
      if (name in replaced) return Reflect.get(replaced, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
