/** A call of something in `deps`, counted from 0 over all of them. */
export interface Call {
  readonly index: number
  /** As in `vms.define`. */
  readonly name: string
  /** Makes the call; settles as it does. */
  go(): unknown
}

/**
 * The same dependencies, but every call of a function anywhere in them goes through `onCall`, which may make it, fail it or
 * never return. Classes with private fields work too: methods are called on the true object.
 */
export function everyCall<Deps>(deps: Deps, onCall: (call: Call) => unknown): Deps {
  let calls = 0
  const wrap = (value: unknown, name: string, owner: unknown): unknown => {
    if (typeof value === 'function')
      return (...args: unknown[]): unknown => {
        const index = calls
        calls += 1
        const answer = onCall({ index, name, go: () => Reflect.apply(value, owner, args) as unknown })
        // A part of the dependencies that is asked for by name, such as one of several stores.
        return isPromise(answer) ? answer : wrap(answer, `${name}()`, undefined)
      }
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value
    const real: object = value
    const member = (key: PropertyKey) =>
      wrap(Reflect.get(real, key, real), name === '' ? String(key) : `${name}.${String(key)}`, real)
    // An empty target, because a proxy of a frozen object must hand out its very members.
    return new Proxy(
      {},
      {
        get: (_, key) => member(key),
        has: (_, key) => Reflect.has(real, key),
        ownKeys: () => Reflect.ownKeys(real),
        getOwnPropertyDescriptor: (_, key) =>
          Object.hasOwn(real, key) ? { value: member(key), configurable: true, enumerable: true } : undefined,
      },
    )
  }
  return wrap(deps, '', undefined) as Deps
}

/** Whether a call answered with a promise: only such calls can fail or be interrupted half-way. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
