import type { DnsRecords, TxtRecord } from '../../../domain/acme.ts'
import { askApi, member, type ApiAnswer, type ApiDeps } from './ask-api.ts'
import { recordFailed } from './dns-problem.ts'

export const desecApi = 'https://desec.io/api/v1'

interface Zone {
  readonly name: string
  readonly ttlSeconds: number
}

/** deSEC: a set of records is replaced as a whole, and an empty one is no more. */
export function desecRecords(deps: ApiDeps, api: string = desecApi): DnsRecords {
  const change = async (
    deed: 'add' | 'remove',
    record: TxtRecord,
    signal: AbortSignal,
    next: (values: readonly string[]) => readonly string[],
  ) => {
    const authorization = `Token ${await deps.token()}`
    const ask = (
      path: string,
      more: { method?: 'PUT'; body?: unknown; okStatuses?: readonly number[] } = {},
    ) => askApi(deps, { url: `${api}${path}`, authorization, deed, record, signal, ...more })
    const zone = readZone(record, await ask(`/domains/?owns_qname=${encodeURIComponent(record.name)}`))
    if (zone === undefined)
      throw recordFailed(record, deed, 'deSEC has no zone that holds it', {
        hint: 'See whether the token is for the account with this domain.',
      })
    const subname = record.name === zone.name ? '' : record.name.slice(0, -zone.name.length - 1)
    const place = `/domains/${encodeURIComponent(zone.name)}/rrsets/`
    const before = await ask(`${place}${subname === '' ? '@' : encodeURIComponent(subname)}/TXT/`, {
      okStatuses: [404],
    })
    const values = before.status === 404 ? [] : readValues(before)
    const records = next(values)
    if (records.length === values.length) return
    await ask(place, { method: 'PUT', body: [{ subname, type: 'TXT', ttl: zone.ttlSeconds, records }] })
  }
  const text = ({ value }: TxtRecord) => `"${value}"`
  return {
    add: (record, signal) =>
      change('add', record, signal, (values) => [...new Set([...values, text(record)])]),
    remove: (record, signal) =>
      change('remove', record, signal, (values) => values.filter((one) => one !== text(record))),
  }
}

/** The one that the name is in, if what it says can be so. */
function readZone({ name }: TxtRecord, { body }: ApiAnswer): Zone | undefined {
  const [first]: unknown[] = Array.isArray(body) ? body : []
  const zone = member(first, 'name')
  const least = member(first, 'minimum_ttl')
  if (typeof zone !== 'string' || (name !== zone && !name.endsWith(`.${zone}`))) return undefined
  return { name: zone, ttlSeconds: typeof least === 'number' ? least : 3_600 }
}

function readValues({ body }: ApiAnswer): readonly string[] {
  const records = member(body, 'records')
  return Array.isArray(records) ? records.filter((one) => typeof one === 'string') : []
}
