/** The same object with some of its members replaced; the others are as they were. */
export function withMembers<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get(_target, name) {
      if (Object.hasOwn(members, name)) return members[name as keyof T];
      const value = Reflect.get(target, name, target);
      // Private members are found only on the object itself, not on its proxy.
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
