import type { DnsRecords, TxtRecord } from '../../../domain/acme.ts'
import { askApi, member, suffixesOf, type ApiDeps } from './ask-api.ts'
import { recordFailed } from './dns-problem.ts'

export const cloudflareApi = 'https://api.cloudflare.com/client/v4'

const ttlSeconds = 60

/** Cloudflare: each value is a record with an id. */
export function cloudflareRecords(deps: ApiDeps, api: string = cloudflareApi): DnsRecords {
  const open = async (deed: 'add' | 'remove', record: TxtRecord, signal: AbortSignal) => {
    const authorization = `Bearer ${await deps.token()}`
    const ask = async (
      path: string,
      more: { method?: 'POST' | 'DELETE'; body?: unknown; okStatuses?: readonly number[] } = {},
    ) =>
      member(
        (await askApi(deps, { url: `${api}${path}`, authorization, deed, record, signal, ...more })).body,
        'result',
      )
    for (const zone of suffixesOf(record.name)) {
      const [id] = idsOf(await ask(`/zones?name=${encodeURIComponent(zone)}`), () => true)
      if (id !== undefined) return { ask, records: `/zones/${id}/dns_records` }
    }
    throw recordFailed(record, deed, 'Cloudflare has no zone that holds it', {
      hint: 'The token needs the rights Zone:Read and DNS:Edit for this zone.',
    })
  }
  const find = (record: TxtRecord, { ask, records }: Awaited<ReturnType<typeof open>>) =>
    ask(`${records}?type=TXT&name=${encodeURIComponent(record.name)}`).then((found) =>
      idsOf(found, (one) => contentOf(one) === record.value),
    )
  return {
    async add(record, signal) {
      const zone = await open('add', record, signal)
      if ((await find(record, zone)).length > 0) return
      const body = { type: 'TXT', name: record.name, content: `"${record.value}"`, ttl: ttlSeconds }
      await zone.ask(zone.records, { method: 'POST', body })
    },
    async remove(record, signal) {
      const zone = await open('remove', record, signal)
      for (const id of await find(record, zone))
        await zone.ask(`${zone.records}/${id}`, { method: 'DELETE', okStatuses: [404] })
    },
  }
}

function contentOf(one: unknown): string | undefined {
  const content = member(one, 'content')
  return typeof content === 'string' ? content.replaceAll('"', '') : undefined
}

/** Ids go into addresses, so they are looked at. */
function idsOf(list: unknown, fits: (one: unknown) => boolean): readonly string[] {
  if (!Array.isArray(list)) return []
  return list
    .filter(fits)
    .map((one) => member(one, 'id'))
    .filter((id): id is string => typeof id === 'string' && /^[0-9A-Za-z]{1,64}$/.test(id))
}
