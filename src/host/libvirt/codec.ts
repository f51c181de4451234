import { XdrError, type XdrReader } from './xdr.ts'
import type { XdrWriter } from './xdr-writer.ts'

/** How one type crosses the wire, both ways. Procedures are tables of these; TypeScript types are inferred from them. */
export interface Codec<T> {
  read(reader: XdrReader): T
  write(writer: XdrWriter, value: T): void
}

/** The TypeScript type a codec stands for. */
export type Infer<C> = C extends Codec<infer T> ? T : never

type Fields = Readonly<Record<string, Codec<unknown>>>
type OptionalKeys<F> = { [K in keyof F]: undefined extends Infer<F[K]> ? K : never }[keyof F]
type Flat<T> = { readonly [K in keyof T]: T[K] }
export type StructOf<F> = Flat<
  { [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]> } & { [K in OptionalKeys<F>]?: Infer<F[K]> }
>

export const nothing: Codec<void> = { read: () => undefined, write: () => undefined }

export const u32: Codec<number> = { read: (r) => r.u32(), write: (w, value) => w.u32(value) }
export const i32: Codec<number> = { read: (r) => r.i32(), write: (w, value) => w.i32(value) }
export const u64: Codec<number | bigint> = { read: (r) => r.u64(), write: (w, value) => w.u64(value) }
export const i64: Codec<number | bigint> = { read: (r) => r.i64(), write: (w, value) => w.i64(value) }
export const f64: Codec<number> = { read: (r) => r.f64(), write: (w, value) => w.f64(value) }
export const string: Codec<string> = { read: (r) => r.string(), write: (w, value) => w.string(value) }
export const uuid: Codec<string> = { read: (r) => r.uuid(), write: (w, value) => w.uuid(value) }

/** libvirt writes truth values as an int. */
export const bool: Codec<boolean> = { read: (r) => r.i32() !== 0, write: (w, value) => w.i32(value ? 1 : 0) }

/** Bit flags of an argument; leaving them out means 0. */
export const flags: Codec<number | undefined> = {
  read: (r) => r.u32(),
  write: (w, value) => w.u32(value ?? 0),
}

/** Bit flags that always include `always`, so that no caller can forget it. */
export function flagsWith(always: number): Codec<number | undefined> {
  return { read: flags.read, write: (w, value) => w.u32(((value ?? 0) | always) >>> 0) }
}

/** A value or nothing: a word 0 or 1, then the value. */
export function nullable<T>(codec: Codec<T>): Codec<T | null> {
  return {
    read: (r) => (present(r) ? codec.read(r) : null),
    write(w, value) {
      w.u32(value === null ? 0 : 1)
      if (value !== null) codec.write(w, value)
    },
  }
}

/** A nullable argument that may also be left out. */
export function optional<T>(codec: Codec<T>): Codec<T | null | undefined> {
  const inner = nullable(codec)
  return { read: inner.read, write: (w, value) => inner.write(w, value ?? null) }
}

/** A list of at most `max` items; `max` is the limit in libvirt's own protocol file. */
export function list<T>(item: Codec<T>, max: number): Codec<readonly T[]> {
  return {
    read(r) {
      const length = r.length(max, 'a list')
      const items: T[] = []
      for (let index = 0; index < length; index++) items.push(item.read(r))
      return items
    },
    write(w, items) {
      if (items.length > max) throw new XdrError(`a list of ${items.length}, the protocol allows ${max}`)
      w.u32(items.length)
      for (const one of items) item.write(w, one)
    },
  }
}

/** Bytes of a stated greatest length, copied out of the message. */
export function bytes(max: number): Codec<Uint8Array> {
  return { read: (r) => Buffer.from(r.opaque(max)), write: (w, value) => w.opaque(value, max) }
}

/** A C `char text[length]`: rpcgen sends each character as a word of its own. */
export function charArray(length: number): Codec<string> {
  return {
    read(r) {
      const chars = Buffer.alloc(length)
      for (let index = 0; index < length; index++) chars[index] = r.u32()
      const end = chars.indexOf(0)
      return chars.toString('utf8', 0, end < 0 ? length : end)
    },
    write(w, value) {
      const chars = Buffer.alloc(length)
      chars.write(value, 'utf8')
      for (const char of chars) w.u32(char)
    },
  }
}

/** Fields one after another, in the order written here. Arguments whose type allows undefined may be left out. */
export function struct<F extends Fields>(fields: F): Codec<StructOf<F>> {
  const names = Object.keys(fields)
  const codecs = Object.values(fields)
  const count = names.length
  return {
    read(r) {
      const value: Record<string, unknown> = {}
      for (let index = 0; index < count; index++) value[names[index]!] = codecs[index]!.read(r)
      // The loop above fills exactly the fields of F; TypeScript cannot follow a loop over keys.
      return value as StructOf<F>
    },
    write(w, value) {
      const record = value as Readonly<Record<string, unknown>>
      for (let index = 0; index < count; index++) codecs[index]!.write(w, record[names[index]!])
    },
  }
}

function present(r: XdrReader): boolean {
  const word = r.u32()
  if (word > 1) throw new XdrError(`a presence mark of ${word}, it must be 0 or 1`)
  return word === 1
}
