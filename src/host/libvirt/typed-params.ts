import { list, type Codec } from './codec.ts'
import { XdrError } from './xdr.ts'

/**
 * libvirt's self-describing fields (virTypedParameter): a name, a type and a value. The type is kept because a call that sets one
 * must send it back as the daemon expects it.
 */
export type TypedParam =
  | { readonly field: string; readonly type: 'int' | 'uint' | 'double'; readonly value: number }
  | { readonly field: string; readonly type: 'llong' | 'ullong'; readonly value: number | bigint }
  | { readonly field: string; readonly type: 'boolean'; readonly value: boolean }
  | { readonly field: string; readonly type: 'string'; readonly value: string }

export type ParamValue = TypedParam['value']

/** One field; the numbers are VIR_TYPED_PARAM_* of libvirt-common.h. */
export const typedParam: Codec<TypedParam> = {
  read(r) {
    const field = r.name()
    const type = r.i32()
    switch (type) {
      case 1:
        return { field, type: 'int', value: r.i32() }
      case 2:
        return { field, type: 'uint', value: r.u32() }
      case 3:
        return { field, type: 'llong', value: r.i64() }
      case 4:
        return { field, type: 'ullong', value: r.u64() }
      case 5:
        return { field, type: 'double', value: r.f64() }
      case 6:
        return { field, type: 'boolean', value: r.i32() !== 0 }
      case 7:
        return { field, type: 'string', value: r.string() }
      default:
        throw new XdrError(`field "${field}" has the unknown type ${type}`)
    }
  },
  write(w, param) {
    w.string(param.field)
    switch (param.type) {
      case 'int':
        w.i32(1)
        return w.i32(param.value)
      case 'uint':
        w.i32(2)
        return w.u32(param.value)
      case 'llong':
        w.i32(3)
        return w.i64(param.value)
      case 'ullong':
        w.i32(4)
        return w.u64(param.value)
      case 'double':
        w.i32(5)
        return w.f64(param.value)
      case 'boolean':
        w.i32(6)
        return w.i32(param.value ? 1 : 0)
      case 'string':
        w.i32(7)
        return w.string(param.value)
    }
  },
}

/** Fields to send; a name may stand more than once where libvirt takes several values. */
export function typedParams(max: number): Codec<readonly TypedParam[]> {
  return list(typedParam, max)
}

/** Fields by name, for replies that are only looked up. A repeated name keeps its last value. */
export function paramRecord(max: number): Codec<Readonly<Record<string, ParamValue>>> {
  return {
    read(r) {
      const length = r.length(max, 'a list of fields')
      const record: Record<string, ParamValue> = {}
      for (let index = 0; index < length; index++) {
        const param = typedParam.read(r)
        record[param.field] = param.value
      }
      return record
    },
    write() {
      throw new XdrError('fields by name are for replies only, they have lost their types')
    },
  }
}

/** A field as a plain number, rounded where it is above 2^53; undefined where it is missing or no number. */
export function numberOf(value: ParamValue | undefined): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'bigint' ? Number(value) : undefined
}

/** A field as text; undefined where it is missing or no text. */
export function textOf(value: ParamValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
