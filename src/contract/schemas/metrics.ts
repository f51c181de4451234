import { Type, type Static, type TSchema } from 'typebox'
import { hostSeries, vmSeries } from '../../domain/metric-series.ts'
import { metricRanges } from '../../domain/metric-window.ts'
import { strict, timestamp } from './common.ts'

const value = Type.Union([Type.Number(), Type.Null()])

/** One property a series. */
function each<Name extends string, Schema extends TSchema>(
  series: readonly Name[],
  schema: Schema,
): Record<Name, Schema> {
  return Object.fromEntries(series.map((name) => [name, schema])) as Record<Name, Schema>
}

function metrics<Name extends string>(series: readonly Name[]) {
  const columns = Type.Object(each(series, Type.Array(value)))
  return Type.Object({
    from: timestamp,
    to: timestamp,
    detail: Type.Enum(['raw', 'minute', 'quarter'], {
      description: 'How finely: as measured, or in steps of 1 or 15 min',
    }),
    atMs: Type.Array(Type.Integer(), {
      description:
        'When each measurement ended, in ms since 1970; each column has as many values. Rows of nulls stand where nothing was measured',
    }),
    mean: columns,
    max: columns,
  })
}

export const HostMetricsSchema = metrics(hostSeries)
export const VmMetricsSchema = metrics(vmSeries)

function sample<Name extends string>(series: readonly Name[]) {
  return Type.Object({
    fromMs: Type.Integer(),
    atMs: Type.Integer(),
    values: Type.Object(each(series, value)),
  })
}

/** What comes as `event: metrics` to whoever asked for it: the host, or the VMs that run, by UUID. */
export const MetricsEventSchema = Type.Union([
  Type.Object({ of: Type.Literal('host'), sample: sample(hostSeries) }),
  Type.Object({ of: Type.Literal('vms'), samples: Type.Record(Type.String(), sample(vmSeries)) }),
])
export type MetricsEventAnswer = Static<typeof MetricsEventSchema>

export const metricsQuery = strict({
  range: Type.Optional(Type.Enum([...metricRanges], { description: 'Up to now; default hour' })),
  from: Type.Optional(timestamp),
  to: Type.Optional(timestamp),
})
