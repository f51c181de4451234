type Known<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
type Unsure<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> }

/** The values that were given: what is undefined does not go over the wire. */
export function given<T extends object>(values: T): Known<T> & Unsure<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Known<T> &
    Unsure<T>
}
